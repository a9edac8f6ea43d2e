import type { AlertsConfig } from "@relance/alerts";
import type { OutgoingWebhooksConfig } from "@relance/outgoing-webhooks";
import type { TimeLimit } from "@relance/provider-kit";
import type { Duration } from "@relance/spec";

/** The settings of a gateway in these tests, as plain JSON, so that another process can read them. */
export interface Settings {
  readonly db: string;
  readonly publicUrl: string;
  readonly twilio: { readonly url: string; readonly accountSid: string; readonly authToken: string };
  readonly gateway: { readonly url: string; readonly apiKey: string; readonly secret: string };
  readonly smtp: string;
  readonly bounces?: { readonly domain: string; readonly secret: string; readonly maildir?: string } | undefined;
  readonly vapid: { readonly publicKey: string; readonly privateKey: string };
  readonly secrets: readonly string[];
  readonly apiTokens: readonly string[];
  readonly alerts?: AlertsConfig | undefined;
  readonly webhooks?: OutgoingWebhooksConfig | undefined;
  /** @default "live" */
  readonly ingressCheck?: boolean | undefined;
  readonly delivery?: "capture" | "live" | undefined;
  /** Number of messages in flight through each carrier. @default 32 */
  readonly concurrency?: number | undefined;
  /** Messages per second through the first carrier. @default no limit */
  readonly mainPerSecond?: number | undefined;
  /** Time limit of one request. @default "10s" */
  readonly timeout?: TimeLimit | undefined;
  /** The page asks again after a press that comes sooner than this after it was opened. @default "0s" */
  readonly pressAfter?: Duration | undefined;
  readonly perTokenAMinute?: number | undefined;
  /** Whether the gateway also limits unknown links by the requesting IP address. @default false */
  readonly limitsAddresses?: boolean | undefined;
  /** How far the clock of leases is ahead, if the clock can be set, in milliseconds. @default 0 */
  readonly liveOffsetMs?: number | undefined;
  /** How far campaign time is ahead of the machine's clock, in milliseconds. @default 0 */
  readonly offsetMs?: number | undefined;
}
