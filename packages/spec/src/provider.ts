import type { Channel } from "./channel/channels.ts";
import type { ProviderErrorCode } from "./errors/provider-error.ts";
import type { InboundItem, InboundReply, InboundRequest, ReceiptItem, ReportItem } from "./inbound.ts";
import type { Message } from "./message.ts";

/** The answer of a provider's API that accepted a message. Taken is not delivered, delivered is not acknowledged. */
export interface SendResult {
  /** The provider's id of the message. */
  readonly ref: string;
}

/** How a API's reports are proved and read. */
export interface ReceiptReader {
  /**
   * `own-signature`: {@link verify} proves the sender. `signed-url`: the provider's API signs nothing, so only the
   * signature inside our callback address counts, and the gateway checks it.
   */
  readonly proof: "own-signature" | "signed-url";
  /**
   * Refuses what the provider's API did not send. Constant-time; several secrets at once for rotation.
   * @throws {WebhookError} `webhook/bad-signature`
   */
  verify?(request: InboundRequest): void | Promise<void>;
  /**
   * Reads the facts out of a proven request. Unknown fields are ignored; no item is a legal answer.
   * @throws {WebhookError} `webhook/unreadable`
   */
  parse(request: InboundRequest): readonly ReportItem[] | Promise<readonly ReportItem[]>;
  /** What the provider's API wants to hear once the items are committed. @default 204 without a body */
  readonly reply?: InboundReply;
  /** Largest report that the provider's API makes, in bytes, where that is more than the gateway's own limit. */
  readonly maxBytes?: number;
}

/** What a check-up found out. `not-found` proves nothing unless the provider says that it is authoritative. */
export type LookupAnswer = ReceiptItem | "not-found" | "still-accepted";

/** `cancelled`: the message will never arrive. `too-late`: it is on its way, or was never there to be called back. */
export type CancelAnswer = "cancelled" | "too-late";

/**
 * One provider's API behind one interface. A missing member *is* the answer "cannot".
 *
 * `send` makes at most one request: no library may repeat by itself.
 */
export interface Provider<C extends Channel = Channel> {
  /** What it is, such as `twilio-sms`. */
  readonly kind: string;
  readonly channel: C;
  /** Who really carries the messages. Two accounts at one vendor are one vendor. */
  readonly vendor: string;
  readonly capabilities: Capabilities;
  /** The longest one `send` may take, transport timeouts included, in milliseconds. @default 10_000 */
  readonly sendBudgetMs?: number;
  /** Calls in flight at once. @default 32 */
  readonly concurrency?: number;
  /** Most messages a second, over all workers of one store. Absent = as fast as it goes. */
  readonly perSecond?: number;
  /**
   * Hands one message over.
   * @throws {ProviderError} with a disposition and an outcome; anything else counts as `unknown`.
   */
  send(message: Message<C>, context: { readonly signal: AbortSignal }): Promise<SendResult>;
  readonly receipts?: ReceiptReader;
  /** Where an operator enters the gateway's addresses in the vendor's settings. Receipts absent = each message carries the address. */
  readonly enterAt?: { readonly receipts?: string | undefined; readonly replies?: string | undefined };
  /** Reads inbound messages that were missed, oldest first. */
  readonly inbound?: { list(since: Date, context: { readonly signal: AbortSignal }): Promise<readonly InboundItem[]> };
  /**
   * Takes the reports that lie ready for us without any request, such as mails in a folder. Every worker calls it every
   * few seconds. What `keep` has committed may come again; what it has not must.
   */
  collect?(keep: KeepReports, context: { readonly signal: AbortSignal }): Promise<CollectResult>;
  /** Asks what became of an attempt. */
  lookup?(attempt: LookupQuestion, context: { readonly signal: AbortSignal }): Promise<LookupAnswer>;
  /**
   * What a code of the provider's API stands for in our words, for people who read it. Absent or `undefined` = not
   * known.
   */
  meaningOf?(vendorCode: string): ProviderErrorCode | undefined;
  /**
   * Calls a message back that was taken and may not have left yet, by the `ref` of its send. Asked again, it answers the same.
   * @throws {ProviderError} when there was no answer; it is asked again
   */
  cancel?(ref: string, context: { readonly signal: AbortSignal }): Promise<CancelAnswer>;
  /** A cheap call that proves credentials and reachability; for `relance doctor`. */
  probe?(context: { readonly signal: AbortSignal }): Promise<void>;
  close?(): Promise<void>;
}

/** What is known about the attempt that is asked for. */
export interface LookupQuestion {
  readonly attemptId: string;
  readonly ref?: string | undefined;
  readonly to?: string | undefined;
  readonly submittedAt: Date;
}

/** What a provider's API can do, declared truthfully: policy and `relance check` read it. */
export interface Capabilities {
  /** It reports what became of a message. Without it there is no receipt deadline. */
  readonly receipts: boolean;
  /** A recipient can answer the message. Alphanumeric senders cannot be answered. */
  readonly replies: boolean;
  /** "Not found" by {@link Provider.lookup} proves that nothing was sent. @default false */
  readonly lookupIsAuthoritative?: boolean;
  /** How long it repeats a failed callback, in milliseconds; 0 = never (Twilio: 15,000). @default 0 */
  readonly callbackRetryMs?: number;
  /**
   * By when it has told, by a report or to {@link Provider.lookup}, of every message that it took, in milliseconds
   * since the send. An uncertain message is waited for this long. @default 600_000
   */
  readonly explainsWithinMs?: number;
}

/** Commits what was read, with the bytes it came in; only when this has resolved may the source forget it. */
export type KeepReports = (items: readonly InboundItem[], raw: Uint8Array) => Promise<void>;

/** What one round of collecting found. */
export interface CollectResult {
  /** Reports kept. */
  readonly kept: number;
  /** What was not proven to be about us; it changed nothing. */
  readonly refused: number;
}
