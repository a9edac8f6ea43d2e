import { vendorCode } from "../kept-text.ts";
import { RelanceError } from "./relance-error.ts";

export type ProviderErrorCode =
  | "provider/unreachable"
  | "provider/rate-limited"
  | "provider/unauthorized"
  | "provider/account"
  | "provider/bad-recipient"
  | "provider/opted-out"
  | "provider/bad-content"
  | "provider/bad-sender"
  | "provider/recipient-unavailable"
  | "provider/unavailable"
  | "provider/timeout"
  | "provider/connection-lost"
  | "provider/bad-response"
  | "provider/forbidden-address"
  | "provider/aborted"
  | "provider/refused";

/** What to do after a refusal: `retry` the same provider later, `reroute` to the next one, or `reject` this address. */
export type Disposition = "retry" | "reroute" | "reject";

/** `not-sent`: the message was provably not sent. `unknown`: it may have been sent. */
export type Outcome = "not-sent" | "unknown";

export interface ProviderErrorInit {
  readonly provider: string;
  readonly disposition: Disposition;
  /** @default "not-sent" */
  readonly outcome?: Outcome;
  /** How long the API asks us to wait (`Retry-After`), in milliseconds. */
  readonly retryAfterMs?: number | undefined;
  /** The API's own error code, such as `21211`. The code is dropped unless {@link vendorCode} accepts it. */
  readonly vendorCode?: string | undefined;
  /** True if the account causes the failure: its credentials, its balance or a suspension. @default false */
  readonly accountFault?: boolean;
  /** True if no byte of a request was sent, so that an immediate retry cannot send the message twice. @default false */
  readonly beforeRequest?: boolean;
  readonly cause?: unknown;
}

/** A provider refused a message, or could not be reached. */
export class ProviderError extends RelanceError<ProviderErrorCode> {
  override readonly name: string = "ProviderError";
  readonly family = "provider" as const;
  readonly provider: string;
  readonly disposition: Disposition;
  readonly outcome: Outcome;
  readonly retryAfterMs: number | undefined;
  readonly vendorCode: string | undefined;
  readonly accountFault: boolean;
  readonly beforeRequest: boolean;

  constructor(code: ProviderErrorCode, message: string, init: ProviderErrorInit) {
    super(code, `${init.provider}: ${message}`, init);
    this.provider = init.provider;
    this.disposition = init.disposition;
    this.outcome = init.outcome ?? "not-sent";
    this.retryAfterMs = init.retryAfterMs;
    this.vendorCode = vendorCode(init.vendorCode);
    this.accountFault = init.accountFault ?? false;
    this.beforeRequest = init.beforeRequest ?? false;
  }
}
