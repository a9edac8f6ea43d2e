import type { CallLimits, DescribedApi, TimeLimit } from "@relance/provider-kit";
import type { Provider } from "@relance/spec";
import type { ReceiptOptions, ReplyOptions } from "./receipt-options.ts";

export const KIND = "http-sms";

export type JsonTemplate =
  | string
  | number
  | boolean
  | null
  | readonly JsonTemplate[]
  | { readonly [key: string]: JsonTemplate };

/** The request's body. Values are encoded for the body's format. */
export type BodyTemplate =
  | { readonly json: JsonTemplate }
  | { readonly form: Readonly<Record<string, string>> }
  | { readonly text: string; readonly contentType: string };

/** How relance looks up a message's status. The answer is parsed with the paths and statuses of `receipts`. */
export interface LookupOptions {
  /** URL of the request, with `{ref}` or `{attemptId}`. */
  readonly url: string;
  /** Path to the message in the answer. @default the answer itself */
  readonly item?: string | undefined;
  /** True if the answer "not found" proves that nothing was sent. The URL must contain `{attemptId}`. @default false */
  readonly authoritative?: boolean | undefined;
}

/**
 * Describes an SMS gateway.
 *
 * Placeholders in URL, headers and body: `{to}` (E.164), `{toDigits}` (without +), `{text}`, `{attemptId}`, `{tag}`,
 * `{callbackUrl}`, `{validitySeconds}`, `{validityMinutes}`. If a field is a single placeholder without a value, it is
 * omitted. In JSON the two validities are numbers. Write literal braces twice.
 */
export interface HttpSmsOptions extends CallLimits, DescribedApi {
  /** The company behind the gateway. A fail-over prefers another vendor. */
  readonly vendor: string;
  readonly url: string;
  /** @default "POST" */
  readonly method?: "GET" | "POST" | "PUT" | undefined;
  readonly body?: BodyTemplate | undefined;
  /** The validity that the gateway accepts, such as `{ least: "5s", most: "3d" }`. @default no limits */
  readonly validity?: { readonly least?: TimeLimit | undefined; readonly most?: TimeLimit | undefined } | undefined;
  /** Where the answer contains the gateway's message id: a path into JSON, or a pattern. @default our attempt id */
  readonly ref?: string | RegExp | undefined;
  /** Where the answer contains the error code: a path, or a pattern with one group. */
  readonly errorCode?: string | RegExp | undefined;
  readonly receipts?: ReceiptOptions | undefined;
  readonly replies?: ReplyOptions | undefined;
  readonly lookup?: LookupOptions | undefined;
  /** Where to enter the gateway's URLs in the vendor's settings. @default named by purpose */
  readonly enterAt?: Provider["enterAt"] | undefined;
  /** Whether recipients can reply. @default true if `replies` is set */
  readonly canReply?: boolean | undefined;
  /** How long the gateway repeats a callback that failed, such as `22h`. @default not at all */
  readonly callbackRetry?: TimeLimit | undefined;
  /** How long after a send with unknown outcome a receipt or a lookup may still explain it. @default "10m" */
  readonly explainsWithin?: TimeLimit | undefined;
}
