import type { AcceptRule, CallLimits, ErrorName, RequestSigner } from "@relance/provider-kit";
import type { Provider } from "@relance/spec";
import type { ReceiptOptions, ReplyOptions } from "./receipt-options.ts";

/** What this provider is, in errors and logs. */
export const KIND = "http-sms";

/** JSON with placeholders in its texts. */
export type JsonTemplate =
  | string
  | number
  | boolean
  | null
  | readonly JsonTemplate[]
  | { readonly [key: string]: JsonTemplate };

/** The request's body; values are encoded as its form demands. */
export type BodyTemplate =
  | { readonly json: JsonTemplate }
  | { readonly form: Readonly<Record<string, string>> }
  | { readonly text: string; readonly contentType: string };

/** How to ask what became of a message. The answer is read with the paths and statuses of `receipts`. */
export interface LookupOptions {
  /** With `{ref}` or `{attemptId}`. */
  readonly url: string;
  /** Path to the message in the answer. @default the answer itself */
  readonly item?: string | undefined;
  /** "Not found" proves that nothing was sent. Needs `{attemptId}` in the address. @default false */
  readonly authoritative?: boolean | undefined;
  /** HTTP statuses that mean "not found". @default [404] */
  readonly notFound?: readonly number[] | undefined;
}

/** How to call a message back that was taken and may not have left yet. */
export interface CancelOptions {
  /** With `{ref}`. */
  readonly url: string;
  /** @default "DELETE" */
  readonly method?: "DELETE" | "POST" | "PUT" | undefined;
  /** With `{ref}` where the gateway wants it there. */
  readonly body?: BodyTemplate | undefined;
  /** HTTP statuses that mean "too late"; every 2xx means "it will never arrive". @default [404, 409, 410] */
  readonly tooLate?: readonly number[] | undefined;
}

/**
 * A gateway, described.
 *
 * Placeholders, in address, headers and body: `{to}` (E.164), `{toDigits}` (without +), `{text}`, `{attemptId}`,
 * `{tag}`, `{callbackUrl}`, `{validitySeconds}`, `{validityMinutes}`. A field that is one placeholder without a value is left
 * out; in JSON the two validities are numbers. Braces themselves are written twice.
 */
export interface HttpSmsOptions extends CallLimits {
  /** Who carries the messages: fail-over prefers another. */
  readonly vendor: string;
  readonly url: string;
  /** @default "POST" */
  readonly method?: "GET" | "POST" | "PUT" | undefined;
  /** Credentials belong here, such as `{ authorization: "Bearer …" }`. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body?: BodyTemplate | undefined;
  /** Headers that prove one request, made of the request as it leaves; for gateways that want each request signed. */
  readonly sign?: RequestSigner | undefined;
  /** What the gateway takes as a validity, in seconds: a longer or shorter one is cut to it. @default anything */
  readonly validitySeconds?: { readonly least?: number | undefined; readonly most?: number | undefined } | undefined;
  /** @default every 2xx */
  readonly accept?: AcceptRule | undefined;
  /** Where the gateway's id stands: a path into the JSON answer, or a pattern whose first group it is. @default our attempt id */
  readonly ref?: string | RegExp | undefined;
  /** Where the error's code stands in an answer: a path, or a pattern whose first group it is. */
  readonly errorCode?: string | RegExp | undefined;
  /** The gateway's error code → what it means; also read for receipts. */
  readonly errors?: Readonly<Record<string, ErrorName>> | undefined;
  /** HTTP status → what it means, where the usual meaning is wrong. */
  readonly statuses?: Readonly<Record<string, ErrorName>> | undefined;
  /**
   * A 503 that says when to come back (`Retry-After`) has taken nothing: it is read as `throttled`, and leaves no doubt. Only
   * for gateways that promise it. @default false
   */
  readonly isRetryAfterRefusal?: boolean | undefined;
  readonly receipts?: ReceiptOptions | undefined;
  readonly replies?: ReplyOptions | undefined;
  readonly lookup?: LookupOptions | undefined;
  readonly cancel?: CancelOptions | undefined;
  /** A harmless address that answers 2xx to good credentials; for `relance doctor`. */
  readonly probe?: string | undefined;
  /** Where an operator enters the gateway's addresses in the vendor's settings, in words. @default named by what they are for */
  readonly enterAt?: Provider["enterAt"] | undefined;
  /** Recipients can answer. @default whether `replies` is given */
  readonly canReply?: boolean | undefined;
  /** How long it repeats a failed callback, in milliseconds. @default 0 */
  readonly callbackRetryMs?: number | undefined;
  /**
   * By when it has told, by a report or to the look-up, of every message that it took, in milliseconds since the send: so
   * long an uncertain message is waited for. @default 600_000
   */
  readonly explainsWithinMs?: number | undefined;
}
