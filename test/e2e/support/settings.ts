import type { AlertsConfig } from "@relance/alerts";
import type { OutgoingWebhooksConfig } from "@relance/outgoing-webhooks";

/** What a gateway of these tests is made of; plain JSON, so that it can be handed to another process. */
export interface Settings {
  readonly db: string;
  readonly publicUrl: string;
  readonly twilio: { readonly url: string; readonly accountSid: string; readonly authToken: string };
  readonly gateway: { readonly url: string; readonly apiKey: string; readonly secret: string };
  readonly smtp: string;
  /** Reports about mails come back and are read. */
  readonly bounces?: { readonly domain: string; readonly secret: string; readonly maildir?: string } | undefined;
  readonly vapid: { readonly publicKey: string; readonly privateKey: string };
  readonly secrets: readonly string[];
  readonly apiTokens: readonly string[];
  /** Who is notified of incidents. @default no one */
  readonly alerts?: AlertsConfig | undefined;
  /** Who receives events. @default no one */
  readonly webhooks?: OutgoingWebhooksConfig | undefined;
  /** @default "live" */
  readonly ingressCheck?: boolean | undefined;
  readonly delivery?: "capture" | "live" | undefined;
  /** Messages in flight at once through each carrier. @default 32 */
  readonly concurrency?: number | undefined;
  /** Messages per second over the first carrier. @default as many as it takes */
  readonly mainPerSecond?: number | undefined;
  /** For one request, in milliseconds. @default 10_000 */
  readonly timeoutMs?: number | undefined;
  /** How soon a press is too soon, in milliseconds. @default 0 */
  readonly pressAfterMs?: number | undefined;
  /** Requests a minute for one link. @default 60 */
  readonly perTokenAMinute?: number | undefined;
  /** Unknown links are limited by the address they come from. @default false */
  readonly limitsAddresses?: boolean | undefined;
  /** How far the clock of leases runs ahead, where it can be set, in milliseconds. @default 0 */
  readonly liveOffsetMs?: number | undefined;
  /** How far campaign time runs ahead of the machine's clock, in milliseconds. @default 0 */
  readonly offsetMs?: number | undefined;
}
