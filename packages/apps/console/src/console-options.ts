import type { RelanceLike } from "relance";
import type { NoVisitor, Visitor } from "./access/visitor.ts";

/** What a console shows, and to whom. */
export interface ConsoleOptions {
  readonly gateway: RelanceLike;
  /**
   * Your application's own door: who asks, or nothing for a recipient who may not look. Only an answer with the role
   * `viewer` or
   * `operator` opens. Called for every request, before anything is read. Either this, or `token`, or `open`.
   */
  readonly authorize?: ((request: Request) => Visitor | NoVisitor | Promise<Visitor | NoVisitor>) | undefined;
  /** Its holders are operators; 16 characters or more. It is changed for a cookie at once. */
  readonly token?: string | undefined;
  /** Its holders are viewers; 16 characters or more. */
  readonly viewerToken?: string | undefined;
  /** Lets all in as operators who ask for a loopback address, such as on a developer's own machine. @default false */
  readonly open?: boolean | undefined;
  /** All visitors are viewers: none reveals or changes anything. @default false */
  readonly readOnly?: boolean | undefined;
  /**
   * The origin at which browsers reach it, such as `https://relance.example.org`, where a proxy in front ends TLS or names
   * another host: nothing is taken from a page of any other, and the cookie never leaves without TLS. @default the one asked
   */
  readonly origin?: string | undefined;
  /** Path under which it is mounted, such as `/console`. @default "/" */
  readonly path?: string | undefined;
}
