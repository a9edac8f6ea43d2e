import { RelanceError } from "./relance-error.ts";

const STATUS = {
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
} as const;

export type WebhookErrorCode = keyof typeof STATUS;

/** The gateway refused a request, and its sender must change it. Nothing was stored. */
export class WebhookError extends RelanceError<WebhookErrorCode> {
  override readonly name: string = "WebhookError";
  readonly family = "webhook" as const;
  readonly status: number;

  constructor(code: WebhookErrorCode, message: string, init?: { readonly cause?: unknown }) {
    super(code, message, init);
    this.status = STATUS[code];
  }
}
