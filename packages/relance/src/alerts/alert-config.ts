import type { PostAddress } from "../outgoing/post-target.ts";

/** Who is told of incidents, and how. At least one of the three ways. */
export interface Alerts {
  /** Your own system, over HTTP, signed as Standard Webhooks say. */
  readonly webhook?: AlertWebhook | undefined;
  /** Operators by email, over the gateway's own providers. */
  readonly email?: AlertReceivers | undefined;
  /** Operators by SMS, at most two segments each. */
  readonly sms?: AlertReceivers | undefined;
  /**
   * `warn` tells of every incident; `action` only of those about which messages were stopped: paused, led another way, or
   * held back. @default "warn"
   */
  readonly from?: "warn" | "action" | undefined;
  /** Most alerts an hour to each receiver; what is more comes together in one. @default 10 */
  readonly perHour?: number | undefined;
}

/** Where alerts are posted. */
export type AlertWebhook = PostAddress;

/** Operators on one channel. */
export interface AlertReceivers {
  /** Such as `["ops@example.org"]`. Each is told by a message of its own. */
  readonly to: readonly string[];
  /**
   * Provider instance that is tried first, such as `email.main`; one that an incident is about is always tried last.
   * @default in the order of the configuration
   */
  readonly via?: string | undefined;
}
