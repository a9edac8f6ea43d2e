import type { AlertsConfig } from "@relance/alerts";
import type { OutgoingWebhooksConfig } from "@relance/outgoing-webhooks";
import type { TimeLimit } from "@relance/provider-kit";
import type { Duration } from "@relance/spec";

/** The settings of a gateway in these tests. The settings are plain JSON, because a separate process reads them. */
export interface Settings {
  readonly db: string;
  readonly publicUrl: string;
  readonly twilio: { readonly url: string; readonly accountSid: string; readonly authToken: string };
  readonly gateway: { readonly url: string; readonly apiKey: string; readonly secret: string };
  readonly smtp: string;
  readonly bounces?: { readonly domain: string; readonly secret: string } | undefined;
  readonly vapid: { readonly publicKey: string; readonly privateKey: string };
  readonly secrets: readonly string[];
  readonly apiTokens: readonly string[];
  readonly alerts?: AlertsConfig | undefined;
  readonly webhooks?: OutgoingWebhooksConfig | undefined;
  /** @default "live" */
  readonly ingressCheck?: boolean | undefined;
  readonly delivery?: "capture" | "live" | undefined;
  /** Maximum number of messages in flight through each carrier. @default 32 */
  readonly concurrency?: number | undefined;
  /** Messages per second through the first carrier. @default no limit */
  readonly mainPerSecond?: number | undefined;
  /** Maximum duration of one request to a provider. @default "10s" */
  readonly timeout?: TimeLimit | undefined;
  /**
   * Minimum time between the opening of the page and a press. After an earlier press, the page asks for a second press.
   * @default "0s"
   */
  readonly pressAfter?: Duration | undefined;
  readonly perTokenAMinute?: number | undefined;
  /** Whether the gateway limits requests with unknown links by IP address. @default false */
  readonly limitsAddresses?: boolean | undefined;
  /** Milliseconds by which the lease clock is ahead of the machine's clock. @default 0 */
  readonly liveOffsetMs?: number | undefined;
  /** Milliseconds by which campaign time is ahead of the machine's clock. @default 0 */
  readonly offsetMs?: number | undefined;
}
