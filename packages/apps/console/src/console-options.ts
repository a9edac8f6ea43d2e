import type { RelanceLike } from "relance";
import type { NoVisitor, Visitor } from "./access/visitor.ts";

export interface ConsoleOptions {
  readonly gateway: RelanceLike;
  /** Checks a request by your application's session. Returns the visitor; without one, denies access. */
  readonly authorize?: ((request: Request) => Visitor | NoVisitor | Promise<Visitor | NoVisitor>) | undefined;
  /** Makes visitors with this token operators. At least 16 characters. The console replaces the token by a cookie. */
  readonly token?: string | undefined;
  /** Makes visitors with this token viewers. At least 16 characters. */
  readonly viewerToken?: string | undefined;
  /** Makes all visitors viewers, who cannot reveal or change anything. @default false */
  readonly readOnly?: boolean | undefined;
  /** The origin under which browsers reach the console, if a proxy changes it. @default the requested origin */
  readonly origin?: string | undefined;
  /** The path at which the console is mounted, such as `/console`. @default "/" */
  readonly path?: string | undefined;
}
