import type { EventKind } from "@relance/spec";
import type { PostAddress } from "./post-target.ts";

/** One of your systems that is told what happens in campaigns. */
export interface OutgoingWebhook extends PostAddress {
  /** @default what changes how a person or a campaign stands: every kind except those of single attempts and incidents */
  readonly events?: readonly EventKind[] | undefined;
  /** Only campaigns of this name. @default all, and single messages (`send`) */
  readonly campaign?: string | undefined;
  /** Up to so many events together in one request, at most 500. @default each event is a request of its own */
  readonly batch?: number | undefined;
}
