import type { Channel } from "./channel/channels.ts";
import type { ProviderErrorCode } from "./errors/provider-error.ts";
import type { InboundItem, InboundReply, InboundRequest, ReceiptItem, ReportItem } from "./inbound.ts";
import type { Message } from "./message.ts";

/** The API accepted the message. Acceptance does not prove a delivery. */
export interface SendResult {
  readonly ref: string;
}

export interface ReceiptReader {
  /** `signed-url`: the API signs nothing, so the gateway checks the signature in our callback address. */
  readonly proof: "own-signature" | "signed-url";
  /** Checks the signature in constant time, with every secret. @throws {WebhookError} `webhook/bad-signature` */
  verify?(request: InboundRequest): void | Promise<void>;
  /** Reads a request, and ignores unknown fields. @throws {WebhookError} `webhook/unreadable` */
  parse(request: InboundRequest): readonly ReportItem[] | Promise<readonly ReportItem[]>;
  /** The answer that the API expects after the items are committed. @default 204 without a body */
  readonly reply?: InboundReply;
  /** Largest report of the API, in bytes, if above the gateway's own limit. */
  readonly maxBytes?: number;
}

/** The result of a look-up. `not-found` proves nothing unless the provider declares itself authoritative. */
export type LookupAnswer = ReceiptItem | "not-found" | "still-accepted";

/** A vendor's API for one channel. Members that the API cannot support are absent. `send` makes at most one request. */
export interface Provider<C extends Channel = Channel> {
  readonly kind: string;
  readonly channel: C;
  /** The company that sends the messages. Providers for two accounts at one vendor have the same vendor. */
  readonly vendor: string;
  readonly capabilities: Capabilities;
  /** Longest duration of one `send` in milliseconds, including transport timeouts. @default 10_000 */
  readonly sendBudgetMs?: number;
  /** Parallel calls. @default 32 */
  readonly concurrency?: number;
  /** Maximum messages per second, over all workers of one store; absent if there is no limit. */
  readonly perSecond?: number;
  /** @throws {ProviderError} with a disposition and an outcome; anything else counts as `unknown` */
  send(message: Message<C>, context: { readonly signal: AbortSignal }): Promise<SendResult>;
  readonly receipts?: ReceiptReader;
  /** Where to enter the gateway's addresses at the vendor. Without `receipts`, messages carry the receipts' address. */
  readonly enterAt?: { readonly receipts?: string | undefined; readonly replies?: string | undefined };
  /** Lists missed inbound messages, oldest first. */
  readonly inbound?: { list(since: Date, context: { readonly signal: AbortSignal }): Promise<readonly InboundItem[]> };
  lookup?(attempt: LookupQuestion, context: { readonly signal: AbortSignal }): Promise<LookupAnswer>;
  /** Translates the API's error code, for display. Absent or `undefined` = unknown. */
  meaningOf?(vendorCode: string): ProviderErrorCode | undefined;
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

/** What an API can do. Escalation and `relance check` rely on this description. */
export interface Capabilities {
  /** True if the API reports whether messages were delivered. If false, no receipt is ever overdue. */
  readonly receipts: boolean;
  /** True if recipients can reply. Alphanumeric senders cannot receive replies. */
  readonly replies: boolean;
  /** True if `not-found` from {@link Provider.lookup} proves that the message was not sent. @default false */
  readonly lookupIsAuthoritative?: boolean;
  /** How long the API repeats a failed callback, in milliseconds; 0 = never (Twilio: 15,000). @default 0 */
  readonly callbackRetryMs?: number;
  /** Milliseconds within which each accepted message is reported, or can be found by a look-up. @default 600_000 */
  readonly explainsWithinMs?: number;
}
