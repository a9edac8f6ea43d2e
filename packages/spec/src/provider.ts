import type { Channel } from "./channel/channels.ts";
import type { ProviderErrorCode } from "./errors/provider-error.ts";
import type { InboundItem, InboundReply, InboundRequest, ReceiptItem, ReportItem } from "./inbound.ts";
import type { Message } from "./message.ts";

/** The API accepted the message. Acceptance does not prove that the message was delivered. */
export interface SendResult {
  readonly ref: string;
}

export interface ReceiptReader {
  /** `signed-url`: the API signs nothing, so the gateway checks the signature in our callback URL. */
  readonly proof: "own-signature" | "signed-url";
  /** Checks the signature with every secret, in constant time. @throws {WebhookError} `webhook/bad-signature` */
  verify?(request: InboundRequest): void | Promise<void>;
  /** Parses a request and ignores unknown fields. @throws {WebhookError} `webhook/unreadable` */
  parse(request: InboundRequest): readonly ReportItem[] | Promise<readonly ReportItem[]>;
  /** Returns the value that a verified request may use only once. The value is used up even if `parse` refuses the request. */
  nonce?(request: InboundRequest): string | undefined;
  /** The response that the API expects once the items are committed. @default 204 without a body */
  readonly reply?: InboundReply;
  /** Maximum size of the API's reports in bytes, if above the gateway's limit. */
  readonly maxBytes?: number;
}

/** The result of a status request. `not-found` proves nothing unless the provider is declared authoritative. */
export type LookupAnswer = ReceiptItem | "not-found" | "still-accepted";

/** A vendor's API for one channel. A member that the API cannot support is absent. `send` makes at most one request. */
export interface Provider<C extends Channel = Channel> {
  readonly kind: string;
  readonly channel: C;
  /** The company that sends the messages. Two accounts with one vendor are two providers with the same `vendor`. */
  readonly vendor: string;
  readonly capabilities: Capabilities;
  /** Maximum duration of one `send` in milliseconds, including transport timeouts. @default 10_000 */
  readonly sendBudgetMs?: number;
  /** Parallel calls. @default 32 */
  readonly concurrency?: number;
  /** Maximum messages per second, over all workers of one store; absent if there is no limit. */
  readonly perSecond?: number;
  /** @throws {ProviderError} with a disposition and an outcome; any other error counts as `unknown` */
  send(message: Message<C>, context: { readonly signal: AbortSignal }): Promise<SendResult>;
  readonly receipts?: ReceiptReader;
  /** Where to enter the gateway's URLs at the vendor. Without `receipts`, each message contains the URL. */
  readonly enterAt?: { readonly receipts?: string | undefined; readonly replies?: string | undefined };
  /** Lists missed inbound messages, the oldest first. */
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

/** What an API can do. Escalation and `relance check` rely on these facts. */
export interface Capabilities {
  /** True if the API reports whether messages were delivered; otherwise no receipt is ever overdue. */
  readonly receipts: boolean;
  /** True if recipients can reply, which they cannot to an alphanumeric sender. */
  readonly replies: boolean;
  /** True if `not-found` from {@link Provider.lookup} proves that the message was not sent. @default false */
  readonly lookupIsAuthoritative?: boolean;
  /** How long the API repeats a failed callback, in milliseconds; 0 for never (Twilio: 15,000). @default 0 */
  readonly callbackRetryMs?: number;
  /** Milliseconds within which each accepted message is reported, or found by a status request. @default 600_000 */
  readonly explainsWithinMs?: number;
}
