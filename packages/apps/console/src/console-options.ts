import type { RelanceLike } from "relance";
import type { NoVisitor, Visitor } from "./access/visitor.ts";

export interface ConsoleOptions {
  readonly gateway: RelanceLike;
  /** Authenticates each request with your application's session, and returns the visitor or nothing. */
  readonly authorize?: ((request: Request) => Visitor | NoVisitor | Promise<Visitor | NoVisitor>) | undefined;
  /** Visitors with this token are operators. At least 16 characters. The console exchanges the token for a cookie. */
  readonly token?: string | undefined;
  /** Visitors with this token are viewers. At least 16 characters. */
  readonly viewerToken?: string | undefined;
  /** Makes every visitor a viewer, who cannot reveal or change anything. @default false */
  readonly readOnly?: boolean | undefined;
  /** The origin at which browsers reach the console, if a proxy changes it. @default the requested origin */
  readonly origin?: string | undefined;
  /** The path under which the console is mounted, such as `/console`. @default "/" */
  readonly path?: string | undefined;
}
