import { RelanceError } from "./relance-error.ts";

export type WebhookErrorCode =
  | "webhook/bad-signature"
  | "webhook/stale"
  | "webhook/too-large"
  | "webhook/unreadable"
  | "webhook/body-consumed"
  | "webhook/not-found"
  | "webhook/gone"
  | "webhook/method-not-allowed"
  | "webhook/unauthorized"
  | "webhook/rate-limited"
  | "webhook/press-doubted"
  | "webhook/overloaded"
  | "webhook/failed";

const STATUS: Readonly<Record<WebhookErrorCode, number>> = {
  "webhook/bad-signature": 403,
  "webhook/stale": 403,
  "webhook/too-large": 413,
  "webhook/unreadable": 400,
  "webhook/body-consumed": 500,
  "webhook/not-found": 404,
  "webhook/gone": 410,
  "webhook/method-not-allowed": 405,
  "webhook/unauthorized": 401,
  "webhook/rate-limited": 429,
  "webhook/press-doubted": 409,
  "webhook/overloaded": 503,
  "webhook/failed": 500,
};

/** The sender must change its request. Nothing was stored. */
export class WebhookError extends RelanceError<WebhookErrorCode> {
  override readonly name: string = "WebhookError";
  readonly family = "webhook" as const;
  readonly status: number;

  constructor(code: WebhookErrorCode, message: string, init?: { readonly cause?: unknown }) {
    super(code, message, init);
    this.status = STATUS[code];
  }
}
