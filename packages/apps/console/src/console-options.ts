import type { RelanceLike } from "relance";
import type { NoVisitor, Visitor } from "./access/visitor.ts";

export interface ConsoleOptions {
  readonly gateway: RelanceLike;
  /** Checks a request with your application's session. Returns the visitor; without a visitor, access is denied. */
  readonly authorize?: ((request: Request) => Visitor | NoVisitor | Promise<Visitor | NoVisitor>) | undefined;
  /** A visitor with this token is an operator. At least 16 characters. A cookie then replaces the token. */
  readonly token?: string | undefined;
  /** A visitor with this token is a viewer. At least 16 characters. */
  readonly viewerToken?: string | undefined;
  /** Makes every visitor a viewer, who cannot reveal addresses or send commands. @default false */
  readonly readOnly?: boolean | undefined;
  /** The origin that browsers use for the console, if a proxy changes it. @default the requested origin */
  readonly origin?: string | undefined;
  /** The path at which the console is mounted, such as `/console`. @default "/" */
  readonly path?: string | undefined;
}
