import type { ReplyOptions } from "@relance/engine";
import {
  type CarrierHours,
  channels,
  namesOf,
  optionProblems,
  type PriceList,
  type Problem,
  refuseProblems,
  unknownNames,
} from "@relance/spec";
import type { HttpOptions, Observe, RelanceConfig, Retention, Security, SendGuard } from "./relance-config.ts";

const CONFIG = namesOf<RelanceConfig>()(
  "store providers channels publicUrl security retention prices carrierHours delivery templates evidence",
  "acknowledge replies plugins observe http",
);
const SECURITY = namesOf<Security>()("signing index encryption apiTokens sendGuard");
const SEND_GUARD = namesOf<SendGuard>()("countries perPrefixMinute");
const RETENTION = namesOf<Retention>()("links contacts bodies raw");
const PRICES = namesOf<PriceList>()("currency perMessage");
const HOURS = namesOf<CarrierHours>()("hours holidays");
const ACKNOWLEDGE = namesOf<NonNullable<RelanceConfig["acknowledge"]>>()("alreadyDone");
const REPLIES = namesOf<ReplyOptions>()("answer texts confirmStop");
const OBSERVE = namesOf<Observe>()("log heartbeatUrl ingressCheck");
const HTTP = namesOf<HttpOptions>()(
  "maxReportBytes texts locale perTokenAMinute missesPerAddressAMinute clientAddress onError pressAfter",
);

const GROUPS = [
  ["security", SECURITY],
  ["observe", OBSERVE],
] as const;

/**
 * Refuses unknown settings: a misspelt one would silently be its default. Plugins check their own.
 * @throws {ConfigError} `config/invalid`, with every unknown name
 */
export function refuseUnknownKeys(config: RelanceConfig): void {
  const { security, retention, prices, carrierHours, acknowledge, replies, observe, http, delivery } = config;
  refuseProblems([
    ...unknownNames(config, CONFIG).map(inGroup),
    ...optionProblems("security", security, SECURITY).map(inGroup),
    ...optionProblems("security.sendGuard", security?.sendGuard, SEND_GUARD),
    ...optionProblems("retention", retention, RETENTION),
    ...optionProblems("prices", prices, PRICES),
    ...ofEach("carrierHours", carrierHours, HOURS),
    ...optionProblems("acknowledge", acknowledge, ACKNOWLEDGE),
    ...optionProblems("replies", replies, REPLIES),
    ...optionProblems("observe", observe, OBSERVE),
    ...optionProblems("http", http, HTTP),
    ...unknownNames(delivery, ["allow", "redirect"], "delivery"),
    ...(isRecord(delivery) && "redirect" in delivery
      ? optionProblems("delivery.redirect", delivery.redirect, channels())
      : []),
  ]);
}

function ofEach(path: string, parts: unknown, known: readonly string[]): readonly Problem[] {
  if (!isRecord(parts)) return [];
  return Object.entries(parts).flatMap(([name, part]) =>
    optionProblems(`${path}[${JSON.stringify(name)}]`, part, known),
  );
}

/** Former names. */
const RENAMED = { secrets: "signing", indexSecret: "index", encryptionSecret: "encryption" } as const;

/** Adds the group to a setting's path. */
function inGroup(problem: Problem): Problem {
  const name = problem.path.replace(/^security\./, "");
  if (Object.hasOwn(RENAMED, name))
    return { ...problem, advice: `this is now security.${RENAMED[name as keyof typeof RENAMED]}` };
  const [group] = GROUPS.find(([, names]) => names.includes(problem.path)) ?? [];
  if (group === undefined) return problem;
  return { ...problem, advice: `there is no such setting; did you mean ${group}.${problem.path}?` };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
