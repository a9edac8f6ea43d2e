import type { ReplyOptions, UsualReceipts } from "@relance/core";
import { type CarrierHours, ConfigError, channels, type NamesOf, type PriceList, unknownNames } from "@relance/spec";
import type { HandlerOptions } from "@relance/webhooks";
import type { GatewayConfig, Observe, Retention, Security, SendGuard } from "./gateway-config.ts";

type Part<K extends keyof GatewayConfig> = NamesOf<NonNullable<GatewayConfig[K]>>;

const CONFIG: NamesOf<GatewayConfig> = {
  store: true,
  providers: true,
  channels: true,
  publicUrl: true,
  secrets: true,
  security: true,
  retention: true,
  prices: true,
  carrierHours: true,
  delivery: true,
  templates: true,
  evidence: true,
  acknowledge: true,
  replies: true,
  webhooks: true,
  observe: true,
  http: true,
};
const SECURITY: NamesOf<Security> = { indexSecret: true, encryptionSecret: true, apiTokens: true, sendGuard: true };
const SEND_GUARD: NamesOf<SendGuard> = { countries: true, perPrefixMinute: true };
const RETENTION: NamesOf<Retention> = { links: true, contacts: true, bodies: true, raw: true };
const PRICES: NamesOf<PriceList> = { currency: true, perMessage: true };
const HOURS: NamesOf<CarrierHours> = { hours: true, holidays: true };
const ACKNOWLEDGE: Part<"acknowledge"> = { alreadyDone: true };
const REPLIES: NamesOf<ReplyOptions> = { answer: true, texts: true };
const OBSERVE: NamesOf<Observe> = {
  log: true,
  metrics: true,
  alerts: true,
  heartbeatUrl: true,
  ingressCheck: true,
  usual: true,
  canaries: true,
};
const USUAL: NamesOf<UsualReceipts> = { medianMs: true, share: true };
const HTTP: NamesOf<HandlerOptions> = {
  maxReportBytes: true,
  texts: true,
  locale: true,
  perTokenAMinute: true,
  missesPerAddressAMinute: true,
  clientAddress: true,
  onError: true,
  pressAfterMs: true,
  now: true,
};

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
  refuse("delivery", delivery, { allow: true, redirect: true });
  if (isRecord(delivery) && "redirect" in delivery)
    refuse("delivery.redirect", delivery.redirect, Object.fromEntries(channels().map((name) => [name, true])));
}

function refuseEach(path: string, parts: unknown, known: Readonly<Record<string, true>>): void {
  if (!isRecord(parts)) return;
  for (const [name, part] of Object.entries(parts)) refuse(`${path}[${JSON.stringify(name)}]`, part, known);
}

function refuse(path: string, part: unknown, known: Readonly<Record<string, true>>): void {
  const [stranger] = unknownNames(part, known, path);
  if (stranger === undefined) return;
  const group = path === "" ? GROUPS.find(([, names]) => Object.hasOwn(names, stranger.path)) : undefined;
  const advice =
    group === undefined ? stranger.advice : `there is no such setting; did you mean ${group[0]}.${stranger.path}?`;
  const problem = { ...stranger, advice };
  throw new ConfigError("config/invalid", `${problem.path}: ${advice}`, { problems: [problem] });
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
