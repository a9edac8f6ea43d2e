import type { EventKind } from "@relance/spec";

/** One of the caller's systems that is told of events, as the engine needs it. */
export interface WebhookConsumer {
  /** Names its cursor in the store. */
  readonly name: string;
  readonly kinds: ReadonlySet<EventKind>;
  /** Only what happens in campaigns of this name. Absent = in all. */
  readonly campaign?: string | undefined;
  /** Most events of one request. Absent = each event is a request of its own. */
  readonly batch?: number | undefined;
  /** Makes the request. @throws {ProviderError} when it was not taken; `vendorCode` holds the status */
  post(letter: WebhookLetter, signal: AbortSignal): Promise<void>;
}

/** One request. */
export interface WebhookLetter {
  /** The same with every repetition. */
  readonly id: string;
  /** JSON. */
  readonly body: string;
}
