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

/** The request's body. Values are encoded for its format. */
export type BodyTemplate =
  | { readonly json: JsonTemplate }
  | { readonly form: Readonly<Record<string, string>> }
  | { readonly text: string; readonly contentType: string };

/** How to look up the status of a message. The answer is read with the paths and statuses of `receipts`. */
export interface LookupOptions {
  /** URL of the request, with `{ref}` or `{attemptId}`. */
  readonly url: string;
  /** Path to the message in the answer. @default the answer itself */
  readonly item?: string | undefined;
  /** True if "not found" proves that nothing was sent. The URL must contain `{attemptId}`. @default false */
  readonly authoritative?: boolean | undefined;
}

/**
 * Describes an SMS gateway.
 *
 * Placeholders in URL, headers and body: `{to}` (E.164), `{toDigits}` (without +), `{text}`, `{attemptId}`, `{tag}`,
 * `{callbackUrl}`, `{validitySeconds}`, `{validityMinutes}`. A field that consists of one placeholder without a value
 * is omitted; in JSON the two validities are numbers. Write literal braces twice.
 */
export interface HttpSmsOptions extends CallLimits, DescribedApi {
  /** The company behind the gateway; fail-over prefers another vendor. */
  readonly vendor: string;
  readonly url: string;
  /** @default "POST" */
  readonly method?: "GET" | "POST" | "PUT" | undefined;
  readonly body?: BodyTemplate | undefined;
  /** Validity limits of the gateway, such as `{ least: "5s", most: "3d" }`. @default no limits */
  readonly validity?: { readonly least?: TimeLimit | undefined; readonly most?: TimeLimit | undefined } | undefined;
  /** Where the answer contains the gateway's id: a path into JSON, or a pattern. @default our attempt id */
  readonly ref?: string | RegExp | undefined;
  /** Where the answer contains the error code: a path, or a pattern with one group. */
  readonly errorCode?: string | RegExp | undefined;
  readonly receipts?: ReceiptOptions | undefined;
  readonly replies?: ReplyOptions | undefined;
  readonly lookup?: LookupOptions | undefined;
  /** Where an operator enters the gateway's URLs in the vendor's settings. @default named by purpose */
  readonly enterAt?: Provider["enterAt"] | undefined;
  /** Whether recipients can reply. @default true with `replies` */
  readonly canReply?: boolean | undefined;
  /** How long the gateway repeats a failed callback, such as `22h`. @default not at all */
  readonly callbackRetry?: TimeLimit | undefined;
  /** The time until a receipt or a lookup explains a send with an unknown outcome. @default "10m" */
  readonly explainsWithin?: TimeLimit | undefined;
}
