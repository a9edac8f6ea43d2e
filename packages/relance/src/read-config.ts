import { isCountry, isOfCountries, readAddress, readCarrierHours } from "@relance/campaign";
import type { Delivery, SendGuardOptions } from "@relance/engine";
import {
  type Channel,
  ConfigError,
  channels,
  checkOptions,
  type Duration,
  isChannel,
  nearName,
  type PlanHours,
  type PriceList,
  type Provider,
  parseDuration,
  RelanceError,
} from "@relance/spec";
import type { HandlerOptions } from "@relance/webhooks";
import type { Providers, RelanceConfig, Security } from "./relance-config.ts";
import { invalid } from "./signed-poster.ts";

type Redirect = Extract<Delivery, { readonly redirect: unknown }>["redirect"];

/** Half of a worker's lease, in milliseconds: a send must end before another worker may doubt it. */
const MAX_SEND_BUDGET_MS = 15_000;
const MIN_SECRET_LENGTH = 16;
/** Each one makes look-ups slower and opt-out links longer. */
const MAX_INDEX_SECRETS = 4;
const CODE_TEMPLATE = /^[A-Za-z0-9][\w-]*(\/[A-Za-z0-9][\w-]*)*@[\w.-]+$/;
const PER_PREFIX_MINUTE = 60;

/**
 * Providers by full name, such as `sms.main`, in the configuration's order.
 * @throws {ConfigError} `config/invalid`, `config/lease-too-short`
 */
export function readProviders(providers: Providers): ReadonlyMap<string, Provider> {
  const all = new Map<string, Provider>();
  for (const [channel, providerNames] of Object.entries(providers ?? {})) {
    if (!isChannel(channel)) {
      const near = nearName(channel, channels());
      const advice = near === undefined ? `write one of ${channels().join(", ")}` : `write ${near}`;
      throw invalid(`providers.${channel}`, `${channel} is not a channel; ${advice}`);
    }
    for (const [name, provider] of Object.entries<Provider>(providerNames ?? {})) {
      all.set(`${channel}.${name}`, readProvider(channel, name, provider));
    }
  }
  if (all.size === 0) throw invalid("providers", "name at least one provider, such as sms: { main: twilioSms({ … }) }");
  return all;
}

function readProvider(channel: string, name: string, provider: Provider | undefined): Provider {
  const path = `providers.${channel}.${name}`;
  if (!/^[a-z0-9-]{1,40}$/i.test(name)) throw invalid(path, "name providers with letters, digits and dashes");
  if (typeof provider?.send !== "function") throw invalid(path, "write a provider, such as twilioSms({ … })");
  if (provider.channel !== channel) {
    throw invalid(path, `${provider.kind} carries ${provider.channel}: put it under ${provider.channel}`);
  }
  for (const limit of ["sendBudgetMs", "concurrency", "perSecond"] as const) {
    const value = provider[limit];
    if (value !== undefined && !(value > 0)) throw invalid(`${path}.${limit}`, "write a number above 0");
  }
  if ((provider.sendBudgetMs ?? 0) > MAX_SEND_BUDGET_MS) {
    throw new ConfigError(
      "config/lease-too-short",
      `${channel}.${name} may take ${provider.sendBudgetMs} ms per send; at most ${MAX_SEND_BUDGET_MS} ms fit into a worker's lease`,
    );
  }
  return provider;
}

/** The secrets, newest first. @throws {ConfigError} `config/secret-missing` */
export function readSecrets(secrets: Security["signing"] | undefined): readonly string[] {
  const known = Array.isArray(secrets) ? secrets.filter((secret) => secret !== undefined) : [];
  if (known.length === 0 && Array.isArray(secrets) && secrets.length > 0) {
    throw new ConfigError(
      "config/secret-missing",
      "none of the secrets is set: set what security.signing names, such as RELANCE_SECRET, in the environment (node --env-file=.env reads a file into it); links could be forged without it",
    );
  }
  if (known.length === 0 || known.some(isWeak)) {
    throw new ConfigError(
      "config/secret-missing",
      `security.signing needs at least one secret of ${MIN_SECRET_LENGTH} characters or more, such as process.env.RELANCE_SECRET; links could be forged without it`,
    );
  }
  return known;
}

/** The index secrets, newest first; none = the last signing secret. @throws {ConfigError} `config/secret-missing` */
export function readIndexSecrets(given: Security["index"]): readonly string[] {
  const secrets = [given].flat().filter((secret) => secret !== undefined);
  const isUsable = secrets.length <= MAX_INDEX_SECRETS && !secrets.some(isWeak);
  if (isUsable && new Set(secrets).size === secrets.length) return secrets;
  throw new ConfigError(
    "config/secret-missing",
    `security.index: write one secret of ${MIN_SECRET_LENGTH} characters or more, or up to ${MAX_INDEX_SECRETS} different ones, newest first`,
  );
}

/** The encryption secrets, newest first. @throws {ConfigError} `config/secret-missing` */
export function readEncryptionSecrets(given: Security["encryption"]): readonly [string, ...string[]] {
  const [newest, ...older] = [given].flat().filter((secret) => secret !== undefined);
  if (newest !== undefined && ![newest, ...older].some(isWeak)) return [newest, ...older];
  throw new ConfigError(
    "config/secret-missing",
    `security.encryption: write one secret of ${MIN_SECRET_LENGTH} characters or more, or several, newest first; leave it out, and recipients' data is stored unencrypted`,
  );
}

/** Bearer tokens of the HTTP API; short ones could be guessed. @throws {ConfigError} `config/invalid` */
export function readApiTokens(tokens: Security["apiTokens"]): readonly string[] {
  if (tokens === undefined) return [];
  if (!Array.isArray(tokens) || tokens.some(isWeak)) {
    throw invalid("security.apiTokens", `write tokens of ${MIN_SECRET_LENGTH} characters or more, or none`);
  }
  return tokens;
}

/** The engine's settings of the `send()` guard. @throws {ConfigError} `config/invalid` */
export function readSendGuard(guard: Security["sendGuard"]): SendGuardOptions | undefined {
  if (guard === undefined) return undefined;
  const { countries, perPrefixMinute = PER_PREFIX_MINUTE } = guard;
  if (!(perPrefixMinute >= 1 && perPrefixMinute <= 100_000))
    throw invalid("security.sendGuard.perPrefixMinute", "write a number of messages from 1 to 100,000");
  if (countries === undefined) return { perPrefixMinute };
  if (!Array.isArray(countries) || countries.length === 0 || !countries.every(isCountry))
    throw invalid("security.sendGuard.countries", 'write countries such as ["FR", "BE"] (ISO 3166-1), or leave it out');
  return { perPrefixMinute, isAllowed: (phone) => isOfCountries(phone, countries) };
}

function isWeak(secret: unknown): boolean {
  return typeof secret !== "string" || secret.trim().length < MIN_SECRET_LENGTH;
}

/** @throws {ConfigError} `config/invalid` */
export function readPublicUrl(publicUrl: string | undefined): string | undefined {
  if (publicUrl === undefined) return undefined;
  const url = webAddress(publicUrl);
  if (url === undefined || url.search !== "" || url.hash !== "") {
    throw invalid(
      "publicUrl",
      "write the address that providers and recipients call, such as https://notify.example.org/relance",
    );
  }
  return publicUrl.replace(/\/+$/, "");
}

/** @throws {ConfigError} `config/invalid` */
export function readHeartbeatUrl(url: string | undefined): string | undefined {
  if (url === undefined || webAddress(url) !== undefined) return url;
  throw invalid("observe.heartbeatUrl", "write your dead-man's switch, such as https://hc.example.org/ping/…");
}

/** A duration in milliseconds. @throws {ConfigError} `config/invalid` */
export function readMs<T extends Duration | undefined>(path: string, text: T): T extends undefined ? undefined : number;
export function readMs(path: string, text: unknown): number | undefined {
  if (text === undefined) return undefined;
  const ms = typeof text === "string" ? parseDuration(text) : undefined;
  if (ms === undefined) throw invalid(path, "write a duration such as 10s, 15m or 90d");
  return ms;
}

/** Checks the prices: one for an unknown provider would be silently ignored. @throws {ConfigError} `config/invalid` */
export function readPrices(
  prices: PriceList | undefined,
  providers: ReadonlyMap<string, Provider>,
): PriceList | undefined {
  if (prices === undefined) return undefined;
  if (typeof prices.currency !== "string" || !/^[A-Z]{3}$/.test(prices.currency))
    throw invalid("prices.currency", "write a currency such as EUR");
  for (const [provider, price] of Object.entries(prices.perMessage ?? {})) {
    const path = `prices.perMessage[${JSON.stringify(provider)}]`;
    if (!providers.has(provider))
      throw invalid(path, `no such provider; configured are ${[...providers.keys()].join(", ")}`);
    if (!(Number.isFinite(price) && price >= 0)) throw invalid(path, "write a price of 0 or more");
    if (!isWholeMicros(price)) throw invalid(path, "write at most six digits behind the point");
  }
  return prices;
}

/** Accounts are kept in millionths. Rounding noise beyond that, such as of 0.1 * 0.7, is tolerated. */
function isWholeMicros(price: number): boolean {
  return Math.abs(1e6 * price - Math.round(1e6 * price)) < 0.001;
}

function webAddress(text: string): URL | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  return /^https?:$/.test(url.protocol) && url.username === "" && url.password === "" ? url : undefined;
}

/** Checks the delivery mode: a misspelt one must not decide what is sent. @throws {ConfigError} `config/invalid` */
export function readDelivery(delivery: Delivery | undefined): Delivery {
  if (delivery === undefined || delivery === "capture" || delivery === "live") return delivery ?? "capture";
  if (typeof delivery === "object" && delivery !== null) {
    if ("allow" in delivery && isTexts(delivery.allow)) return delivery;
    if ("redirect" in delivery && typeof delivery.redirect === "object")
      return { redirect: readRedirect(delivery.redirect) };
  }
  throw invalid("delivery", 'write "capture", "live", { allow: ["*@example.org"] } or { redirect: { sms: "+…" } }');
}

/** Checks redirect addresses: with a bad one every message would be rejected until its recipients are exhausted. */
function readRedirect(redirect: Redirect): Redirect {
  const given = Object.entries(redirect).filter(([, address]) => address !== undefined);
  return Object.fromEntries(given.map(([channel, address]) => [channel, readTarget(channel as Channel, address)]));
}

function readTarget(channel: Channel, address: unknown): string {
  try {
    return readAddress(channel, address, undefined);
  } catch (error) {
    if (!RelanceError.is(error)) throw error;
    throw invalid(`delivery.redirect.${channel}`, error.message);
  }
}

/** @throws {ConfigError} `config/invalid` */
export function readSwitch(path: string, value: unknown): boolean | undefined {
  if (value === undefined || typeof value === "boolean") return value;
  throw invalid(path, "write true or false");
}

/** Checks templates in code: usable names and known channels. @throws {ConfigError} `config/invalid` */
export function readTemplates(templates: RelanceConfig["templates"]): RelanceConfig["templates"] {
  for (const [name, template] of Object.entries<unknown>(templates ?? {})) {
    const path = `templates[${JSON.stringify(name)}]`;
    if (!CODE_TEMPLATE.test(name)) throw invalid(path, "name templates in code with their version, such as reminder@1");
    checkOptions(path, template ?? null, channels());
    for (const [channel, write] of Object.entries(template as object))
      if (write !== undefined && typeof write !== "function")
        throw invalid(`${path}.${channel}`, "write a function that returns the content");
  }
  return templates;
}

function isTexts(values: unknown): boolean {
  return Array.isArray(values) && values.every((value) => value === undefined || typeof value === "string");
}

/**
 * Checks carriers' hours: those of an unknown provider would be silently ignored.
 * @throws {ConfigError} `config/invalid`
 */
export function readHoursOfCarriers(
  carrierHours: RelanceConfig["carrierHours"],
  providers: ReadonlyMap<string, Provider>,
): ReadonlyMap<string, PlanHours> {
  const found = new Map<string, PlanHours>();
  for (const [provider, hours] of Object.entries(carrierHours ?? {})) {
    const path = `carrierHours[${JSON.stringify(provider)}]`;
    if (!providers.has(provider))
      throw invalid(path, `no such provider; configured are ${[...providers.keys()].join(", ")}`);
    try {
      found.set(provider, readCarrierHours(hours));
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      throw invalid(path, error.message);
    }
  }
  return found;
}

/** Options of the HTTP layer. @throws {ConfigError} `config/invalid` */
export function readHttp({ pressAfter, ...http }: NonNullable<RelanceConfig["http"]> = {}): HandlerOptions {
  return { ...http, pressAfterMs: readMs("http.pressAfter", pressAfter) };
}

/** True even if the named secret is not set: that is refused, so that nothing is stored unencrypted by mistake. */
export function saysEncryption(config: RelanceConfig | undefined): boolean {
  const security: unknown = config?.security;
  return typeof security === "object" && security !== null && "encryption" in security;
}

/** Returns whether the gateway tests its own public address. @throws {ConfigError} `config/invalid` */
export function checksIngress<P extends Providers>({ observe, delivery = "capture" }: RelanceConfig<P>): boolean {
  return readSwitch("observe.ingressCheck", observe?.ingressCheck) ?? delivery !== "capture";
}
