import type { AlertOptions, AlertPeople } from "@relance/engine";
import { type Channel, checkOptions, type Provider, RelanceError } from "@relance/spec";
import { invalid, type PostAddress, type PostTarget, readPostTarget } from "../outgoing/signed-poster.ts";

const PER_HOUR = 10;
const MAX_PER_HOUR = 1_000;
const KNOWN = {
  "observe.alerts": ["webhook", "email", "sms", "from", "perHour"],
  "observe.alerts.webhook": ["url", "secret", "allowPrivate"],
  "observe.alerts.email": ["to", "via"],
  "observe.alerts.sms": ["to", "via"],
} as const;

interface ReadAlerts {
  readonly options: Omit<AlertOptions, "post">;
  readonly webhook: PostTarget | undefined;
}

/**
 * Checks the alert settings: a mistake would otherwise show during an incident.
 * @throws {ConfigError} `config/invalid`, `config/secret-missing`
 */
export function readAlerts(
  alerts: Alerts | undefined,
  providers: ReadonlyMap<string, Provider>,
  readAddress: (channel: Channel, address: unknown) => string,
): ReadAlerts | undefined {
  if (alerts === undefined) return undefined;
  checkOptions("observe.alerts", alerts, KNOWN["observe.alerts"]);
  const { webhook, email, sms, from = "warn", perHour = PER_HOUR } = alerts;
  if (webhook === undefined && email === undefined && sms === undefined)
    throw invalid(
      "observe.alerts",
      'name at least one of webhook, email and sms, such as email: { to: ["ops@example.org"] }',
    );
  if (from !== "warn" && from !== "action") throw invalid("observe.alerts.from", 'write "warn" or "action"');
  if (!Number.isInteger(perHour) || perHour < 1 || perHour > MAX_PER_HOUR)
    throw invalid("observe.alerts.perHour", `write a whole number from 1 to ${MAX_PER_HOUR}`);
  const people = (channel: "email" | "sms", given: AlertReceivers | undefined) =>
    given === undefined ? undefined : readPeople(channel, given, providers, readAddress);
  return {
    webhook: webhook === undefined ? undefined : readWebhook(webhook),
    options: { email: people("email", email), sms: people("sms", sms), from, perHour },
  };
}

function readWebhook(webhook: AlertWebhook): PostTarget {
  const path = "observe.alerts.webhook";
  checkOptions(path, webhook, KNOWN[path]);
  return readPostTarget(path, webhook);
}

function readPeople(
  channel: "email" | "sms",
  receivers: AlertReceivers,
  providers: ReadonlyMap<string, Provider>,
  readAddress: (channel: Channel, address: unknown) => string,
): AlertPeople {
  const path = `observe.alerts.${channel}` as const;
  checkOptions(path, receivers, KNOWN[path]);
  const { to, via } = receivers;
  const providerNames = [...providers].filter(([, one]) => one.channel === channel).map(([provider]) => provider);
  if (providerNames.length === 0) throw invalid(path, `there is no provider for ${channel}`);
  if (via !== undefined && !providerNames.includes(via))
    throw invalid(`${path}.via`, `write one of ${providerNames.join(", ")}`);
  if (!Array.isArray(to) || to.length === 0) throw invalid(`${path}.to`, "name at least one receiver");
  return { to: to.map((address, index) => readOne(`${path}.to[${index}]`, channel, address, readAddress)), via };
}

function readOne(
  path: string,
  channel: Channel,
  address: unknown,
  readAddress: (channel: Channel, address: unknown) => string,
): string {
  try {
    return readAddress(channel, address);
  } catch (error) {
    if (!RelanceError.is(error)) throw error;
    throw invalid(path, channel === "sms" ? "write a number such as +33…" : "write a mailbox such as ops@example.org");
  }
}

/** Who is notified of incidents, and how. At least one of the three channels. */
export interface Alerts {
  /** Your own system, over HTTP, signed as in Standard Webhooks. */
  readonly webhook?: AlertWebhook | undefined;
  /** Operators by email, through the gateway's own providers. */
  readonly email?: AlertReceivers | undefined;
  /** Operators by SMS, at most two segments each. */
  readonly sms?: AlertReceivers | undefined;
  /** `warn` = every incident; `action` = only those that stopped messages: paused, rerouted, or held. @default "warn" */
  readonly from?: "warn" | "action" | undefined;
  /** Most alerts an hour to each receiver; further ones are combined. @default 10 */
  readonly perHour?: number | undefined;
}

type AlertWebhook = PostAddress;

/** Operators on one channel. */
interface AlertReceivers {
  /** Such as `["ops@example.org"]`. Each gets a separate message. */
  readonly to: readonly string[];
  /**
   * Provider to try first, such as `email.main`; an affected provider is always tried last. @default the
   * configuration's order
   */
  readonly via?: string | undefined;
}
