import { WebhookError, type WebhookErrorCode } from "@relance/spec";

/** A refusal whose answer carries headers of its own, such as `Allow` or `Retry-After`. */
export class RefusedRequest extends WebhookError {
  readonly headers: Readonly<Record<string, string>>;

  constructor(code: WebhookErrorCode, message: string, headers: Readonly<Record<string, string>>) {
    super(code, message);
    this.headers = headers;
  }
}
