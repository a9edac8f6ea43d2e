import type { ReplyOptions, UsualReceipts } from "@relance/core";
import { type CarrierHours, ConfigError, channels, namesOf, type PriceList, unknownNames } from "@relance/spec";
import type { HandlerOptions } from "@relance/webhooks";
import type { GatewayConfig, Observe, Retention, Security, SendGuard } from "./gateway-config.ts";

const CONFIG = namesOf<GatewayConfig>()(
  "store providers channels publicUrl secrets security retention prices carrierHours delivery templates evidence",
  "acknowledge replies webhooks observe http",
);
const SECURITY = namesOf<Security>()("indexSecret encryptionSecret apiTokens sendGuard");
const SEND_GUARD = namesOf<SendGuard>()("countries perPrefixMinute");
const RETENTION = namesOf<Retention>()("links contacts bodies raw");
const PRICES = namesOf<PriceList>()("currency perMessage");
const HOURS = namesOf<CarrierHours>()("hours holidays");
const ACKNOWLEDGE = namesOf<NonNullable<GatewayConfig["acknowledge"]>>()("alreadyDone");
const REPLIES = namesOf<ReplyOptions>()("answer texts");
const OBSERVE = namesOf<Observe>()("log metrics alerts heartbeatUrl ingressCheck usual canaries");
const USUAL = namesOf<UsualReceipts>()("medianMs share");
const HTTP = namesOf<HandlerOptions>()(
  "maxReportBytes texts locale perTokenAMinute missesPerAddressAMinute clientAddress onError pressAfterMs now",
);

const GROUPS = [
  ["security", SECURITY],
  ["observe", OBSERVE],
] as const;

/**
 * A misspelt setting would silently be its default: nothing sent, nothing ever erased. Alerts and webhooks are looked at
 * where they are read.
 * @throws {ConfigError} `config/invalid`
 */
export function refuseUnknownKeys(config: GatewayConfig): void {
  const { security, retention, prices, carrierHours, acknowledge, replies, observe, http, delivery } = config;
  refuse("", config, CONFIG);
  refuse("security", security, SECURITY);
  refuse("security.sendGuard", security?.sendGuard, SEND_GUARD);
  refuse("retention", retention, RETENTION);
  refuse("prices", prices, PRICES);
  refuseEach("carrierHours", carrierHours, HOURS);
  refuse("acknowledge", acknowledge, ACKNOWLEDGE);
  refuse("replies", replies, REPLIES);
  refuse("observe", observe, OBSERVE);
  refuseEach("observe.usual", observe?.usual, USUAL);
  refuse("http", http, HTTP);
  refuse("delivery", delivery, ["allow", "redirect"]);
  if (isRecord(delivery) && "redirect" in delivery) refuse("delivery.redirect", delivery.redirect, channels());
}

function refuseEach(path: string, parts: unknown, known: readonly string[]): void {
  if (!isRecord(parts)) return;
  for (const [name, part] of Object.entries(parts)) refuse(`${path}[${JSON.stringify(name)}]`, part, known);
}

function refuse(path: string, part: unknown, known: readonly string[]): void {
  const [stranger] = unknownNames(part, known, path);
  if (stranger === undefined) return;
  const group = path === "" ? GROUPS.find(([, names]) => names.includes(stranger.path)) : undefined;
  const advice =
    group === undefined ? stranger.advice : `there is no such setting; did you mean ${group[0]}.${stranger.path}?`;
  const problem = { ...stranger, advice };
  throw new ConfigError("config/invalid", `${problem.path}: ${advice}`, { problems: [problem] });
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
