import type { AlertCall, AlertOptions } from "@relance/engine";
import { checkOptions } from "@relance/spec";
import { invalid, type PostAddress, type PostTarget, readPostTarget } from "../outgoing/signed-poster.ts";

const PER_HOUR = 10;
const MAX_PER_HOUR = 1_000;
const KNOWN = {
  "observe.alerts": ["webhook", "call", "from", "perHour"],
  "observe.alerts.webhook": ["url", "secret", "allowPrivate"],
} as const;

/** Alerts once every part of them was checked. */
interface ReadAlerts {
  readonly options: Omit<AlertOptions, "post">;
  readonly webhook: PostTarget | undefined;
}

/**
 * Reads who is told of incidents: a mistake here would be noticed during an incident.
 * @throws {ConfigError} `config/invalid`, `config/secret-missing`
 */
export function readAlerts(alerts: Alerts | undefined): ReadAlerts | undefined {
  if (alerts === undefined) return undefined;
  checkOptions("observe.alerts", alerts, KNOWN["observe.alerts"]);
  const { webhook, call, from = "warn", perHour = PER_HOUR } = alerts;
  if (webhook === undefined && call === undefined)
    throw invalid("observe.alerts", "write webhook, such as { url, secret }, or call, a function");
  if (call !== undefined && typeof call !== "function") throw invalid("observe.alerts.call", "write a function");
  if (from !== "warn" && from !== "action") throw invalid("observe.alerts.from", 'write "warn" or "action"');
  if (!Number.isInteger(perHour) || perHour < 1 || perHour > MAX_PER_HOUR)
    throw invalid("observe.alerts.perHour", `write a whole number from 1 to ${MAX_PER_HOUR}`);
  return { webhook: webhook === undefined ? undefined : readWebhook(webhook), options: { call, from, perHour } };
}

function readWebhook(webhook: PostAddress): PostTarget {
  const path = "observe.alerts.webhook";
  checkOptions(path, webhook, KNOWN[path]);
  return readPostTarget(path, webhook);
}

/** Who is told of incidents: a system of yours, a function of yours, or both. */
export interface Alerts {
  /** Your own system, over HTTP, signed as Standard Webhooks say. */
  readonly webhook?: PostAddress | undefined;
  /** Called with the subject and text of a mail; where it throws, the alert is repeated under the same `id`. */
  readonly call?: AlertCall | undefined;
  /**
   * `warn` tells of every incident; `action` only of those about which messages were stopped: paused, rerouted, or
   * held back. @default "warn"
   */
  readonly from?: "warn" | "action" | undefined;
  /** Most alerts an hour to each receiver; further ones come together in one. @default 10 */
  readonly perHour?: number | undefined;
}
