import type { AlertOptions, AlertPeople } from "@relance/core";
import { type Channel, ConfigError, type Provider, RelanceError } from "@relance/spec";
import { type PostTarget, readPostTarget } from "../outgoing/post-target.ts";
import type { AlertReceivers, Alerts, AlertWebhook } from "./alert-config.ts";

const PER_HOUR = 10;
const MAX_PER_HOUR = 1_000;
const KNOWN = {
  alerts: ["webhook", "email", "sms", "from", "perHour"],
  "alerts.webhook": ["url", "secret", "allowPrivate"],
  "alerts.email": ["to", "via"],
  "alerts.sms": ["to", "via"],
} as const;

/** Alerts once every part of them was looked at. */
export interface ReadAlerts {
  readonly options: Omit<AlertOptions, "post">;
  readonly webhook: PostTarget | undefined;
}

/**
 * Reads who is told of incidents: a mistake here is noticed on the worst of days.
 * @throws {ConfigError} `config/invalid`, `config/secret-missing`
 */
export function readAlerts(
  alerts: Alerts | undefined,
  providers: ReadonlyMap<string, Provider>,
  readAddress: (channel: Channel, address: unknown) => string,
): ReadAlerts | undefined {
  if (alerts === undefined) return undefined;
  refuseUnknown("alerts", alerts);
  const { webhook, email, sms, from = "warn", perHour = PER_HOUR } = alerts;
  if (webhook === undefined && email === undefined && sms === undefined)
    throw invalid("alerts", 'name at least one of webhook, email and sms, such as email: { to: ["ops@example.org"] }');
  if (from !== "warn" && from !== "action") throw invalid("alerts.from", 'write "warn" or "action"');
  if (!Number.isInteger(perHour) || perHour < 1 || perHour > MAX_PER_HOUR)
    throw invalid("alerts.perHour", `write a whole number from 1 to ${MAX_PER_HOUR}`);
  const people = (channel: "email" | "sms", given: AlertReceivers | undefined) =>
    given === undefined ? undefined : readPeople(channel, given, providers, readAddress);
  return {
    webhook: webhook === undefined ? undefined : readWebhook(webhook),
    options: { email: people("email", email), sms: people("sms", sms), from, perHour },
  };
}

function readWebhook(webhook: AlertWebhook): PostTarget {
  const path = "alerts.webhook";
  refuseUnknown(path, webhook);
  return readPostTarget(path, webhook);
}

function readPeople(
  channel: "email" | "sms",
  receivers: AlertReceivers,
  providers: ReadonlyMap<string, Provider>,
  readAddress: (channel: Channel, address: unknown) => string,
): AlertPeople {
  const path = `alerts.${channel}` as const;
  refuseUnknown(path, receivers);
  const { to, via } = receivers;
  const instances = [...providers].filter(([, one]) => one.channel === channel).map(([instance]) => instance);
  if (instances.length === 0) throw invalid(path, `there is no provider for ${channel}`);
  if (via !== undefined && !instances.includes(via))
    throw invalid(`${path}.via`, `write one of ${instances.join(", ")}`);
  if (!Array.isArray(to) || to.length === 0) throw invalid(`${path}.to`, "name at least one receiver");
  return {
    to: to.map((address, index) => readOne(`${path}.to[${index}]`, channel, address, readAddress)),
    via,
  };
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

/** A misspelt word would mean that somebody is not told. */
function refuseUnknown(path: keyof typeof KNOWN, given: object): void {
  const known: readonly string[] = KNOWN[path];
  if (typeof given !== "object" || given === null) throw invalid(path, `write { ${known.join(", ")} }`);
  const unknown = Object.keys(given).find((key) => !known.includes(key));
  if (unknown !== undefined) throw invalid(`${path}.${unknown}`, `write one of ${known.join(", ")}`);
}

function invalid(path: string, advice: string): ConfigError {
  return new ConfigError("config/invalid", `${path}: ${advice}`, { problems: [{ path, advice }] });
}
