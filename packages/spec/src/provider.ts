import type { Channel } from "./channel/channels.ts";
import type { ProviderErrorCode } from "./errors/provider-error.ts";
import type { InboundItem, InboundReply, InboundRequest, ReceiptItem, ReportItem } from "./inbound.ts";
import type { Message } from "./message.ts";

/** Accepted is not delivered, and delivered is not acknowledged. */
export interface SendResult {
  readonly ref: string;
}

export interface ReceiptReader {
  /** `signed-url`: the API signs nothing, so the gateway checks the signature in our callback address. */
  readonly proof: "own-signature" | "signed-url";
  /**
   * Compares in constant time; accepts several secrets during a rotation. @throws {WebhookError}
   * `webhook/bad-signature`
   */
  verify?(request: InboundRequest): void | Promise<void>;
  /** Unknown fields are ignored; an empty list is valid. @throws {WebhookError} `webhook/unreadable` */
  parse(request: InboundRequest): readonly ReportItem[] | Promise<readonly ReportItem[]>;
  /** The answer that the API expects after the items are committed. @default 204 without a body */
  readonly reply?: InboundReply;
  /** Largest report of the API, in bytes, if above the gateway's own limit. */
  readonly maxBytes?: number;
}

/** The result of a look-up. `not-found` proves nothing unless the provider declares itself authoritative. */
export type LookupAnswer = ReceiptItem | "not-found" | "still-accepted";

/** `cancelled`: the message will never arrive. `too-late`: it was sent already, or cannot be cancelled. */
export type CancelAnswer = "cancelled" | "too-late";

/** A missing member means that the API lacks the function. `send` makes at most one request, without retries. */
export interface Provider<C extends Channel = Channel> {
  /** The kind of the provider, such as `twilio-sms`. */
  readonly kind: string;
  readonly channel: C;
  /** The company that sends the messages. Two accounts at one vendor are one vendor. */
  readonly vendor: string;
  readonly capabilities: Capabilities;
  /** Longest duration of one `send`, transport timeouts included, in milliseconds. @default 10_000 */
  readonly sendBudgetMs?: number;
  /** Parallel calls. @default 32 */
  readonly concurrency?: number;
  /** Maximum messages per second, over all workers of one store; absent without a limit. */
  readonly perSecond?: number;
  /** @throws {ProviderError} with a disposition and an outcome; anything else counts as `unknown` */
  send(message: Message<C>, context: { readonly signal: AbortSignal }): Promise<SendResult>;
  readonly receipts?: ReceiptReader;
  /** Where to enter the gateway's addresses at the vendor. Without `receipts`, each message carries its address. */
  readonly enterAt?: { readonly receipts?: string | undefined; readonly replies?: string | undefined };
  /** Lists missed inbound messages, oldest first. */
  readonly inbound?: { list(since: Date, context: { readonly signal: AbortSignal }): Promise<readonly InboundItem[]> };
  /**
   * Collects reports that arrive without a request. Every worker calls this every few seconds. A report must be
   * returned again until `keep` has committed it.
   */
  collect?(keep: KeepReports, context: { readonly signal: AbortSignal }): Promise<CollectResult>;
  lookup?(attempt: LookupQuestion, context: { readonly signal: AbortSignal }): Promise<LookupAnswer>;
  /** Translates the API's error code, for display. Absent or `undefined` = unknown. */
  meaningOf?(vendorCode: string): ProviderErrorCode | undefined;
  /**
   * Cancels an accepted message by the `ref` of its send. Repeated calls return the same answer.
   * @throws {ProviderError} when there was no answer; the engine retries
   */
  cancel?(ref: string, context: { readonly signal: AbortSignal }): Promise<CancelAnswer>;
  /** Makes a cheap call that checks the credentials and whether the API is reachable, for `relance doctor`. */
  probe?(context: { readonly signal: AbortSignal }): Promise<void>;
  close?(): Promise<void>;
}

export interface LookupQuestion {
  readonly attemptId: string;
  readonly ref?: string | undefined;
  readonly to?: string | undefined;
  readonly submittedAt: Date;
}

/** What an API can do. The description must be true, because the ladder and `relance check` rely on it. */
export interface Capabilities {
  /** The API reports whether messages were delivered. Without reports, no receipt is ever overdue. */
  readonly receipts: boolean;
  /** Recipients can reply. Recipients cannot reply to alphanumeric senders. */
  readonly replies: boolean;
  /** "Not found" by {@link Provider.lookup} proves that nothing was sent. @default false */
  readonly lookupIsAuthoritative?: boolean;
  /** How long the API repeats a failed callback, in milliseconds; 0 = never (Twilio: 15,000). @default 0 */
  readonly callbackRetryMs?: number;
  /** Milliseconds after which every accepted message was reported or is found by look-up. @default 600_000 */
  readonly explainsWithinMs?: number;
}

/** Commits items. The provider may delete items at their source only after the promise has resolved. */
export type KeepReports = (items: readonly InboundItem[], raw: Uint8Array) => Promise<void>;

export interface CollectResult {
  readonly kept: number;
  /** Number of reports that were ignored, because nothing proved that they concern our messages. */
  readonly refused: number;
}
