import type { RelanceLike } from "relance";
import type { NoVisitor, Visitor } from "./access/visitor.ts";

/** Options of a console. */
export interface ConsoleOptions {
  readonly gateway: RelanceLike;
  /**
   * Your application's own authentication: returns the visitor, or nothing for an unauthorized request. Only the roles
   * `viewer` and `operator` grant access. Called for every request, before anything is read. Either this, or `token`,
   * or `open`.
   */
  readonly authorize?: ((request: Request) => Visitor | NoVisitor | Promise<Visitor | NoVisitor>) | undefined;
  /** Holders of this token are operators. It has 16 characters or more, and is exchanged for a cookie immediately. */
  readonly token?: string | undefined;
  /** Holders of this token are viewers. It has 16 characters or more. */
  readonly viewerToken?: string | undefined;
  /** Treats every visitor of a loopback address as an operator, such as on a developer's machine. @default false */
  readonly open?: boolean | undefined;
  /** Every visitor is a viewer: none reveals or changes anything. @default false */
  readonly readOnly?: boolean | undefined;
  /**
   * The origin at which browsers reach it, such as `https://relance.example.org`, if a proxy ends TLS or uses another
   * host name: requests of other pages are refused, and the cookie is never sent without TLS. @default the requested
   * origin
   */
  readonly origin?: string | undefined;
  /** Path under which it is mounted, such as `/console`. @default "/" */
  readonly path?: string | undefined;
}
