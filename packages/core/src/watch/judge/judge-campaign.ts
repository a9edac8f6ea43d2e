import {
  type AlarmMemory,
  type FlowName,
  type FlowVerdict,
  judgeBeside,
  judgeFlow,
  narrowest,
  nextAlarm,
  type Observation,
  observeBeside,
  QUIET,
} from "@relance/watch";
import type { Flow } from "../flows.ts";
import type { ProviderModels, WatchMemory } from "../watch-memory.ts";
import { besideVendors } from "./compare-vendors.ts";
import { modelOf, ownModel } from "./model-of.ts";
import type { Listened } from "./receipt-tracker.ts";

/** A provider heard within this is heard. */
const PIPE_OPEN_MS = 10_000;
/** A destination this large of its provider is worth a detour of all. */
const LARGE_PART = 0.2;

/** What the watch thinks of one provider of the campaign. */
export interface ProviderVerdict {
  readonly provider: string;
  readonly alarm: AlarmMemory["alarm"];
  /** Of the whole provider. */
  readonly verdict: FlowVerdict;
  /** As narrowly as the evidence allows; empty while nothing is wrong. */
  readonly guilty: readonly FlowName[];
  /** The guilty flow that was seen most clearly. */
  readonly worst: FlowVerdict;
  /** What people are told of: a guilty flow, else the one that was seen most clearly, with its own figures. */
  readonly told?: { readonly name: FlowName; readonly verdict: FlowVerdict } | undefined;
  /** What canaries show of receipts that it makes up, in words. Absent = nothing. */
  readonly fakes?: string | undefined;
  /** Its receipts look made up, and its people do not answer. @default false */
  readonly isUnanswered?: boolean | undefined;
  /** Its destinations that are too small to be worth a detour of all. */
  readonly small?: readonly PartVerdict[] | undefined;
}

/** What the watch thinks of one destination of a provider. */
export interface PartVerdict {
  /** Its flow. */
  readonly key: string;
  readonly name: FlowName;
  readonly alarm: AlarmMemory["alarm"];
  readonly verdict: FlowVerdict;
}

export function judgeCampaign(
  heard: Listened,
  memory: WatchMemory,
  facts: {
    readonly expectsReceipts: (provider: string) => boolean;
    readonly modelsOf: (provider: string) => ProviderModels;
  },
): { readonly alarms: Readonly<Record<string, AlarmMemory>>; readonly providers: readonly ProviderVerdict[] } {
  const { now } = heard;
  const beside = besideEachOther(heard, memory);
  const judged = heard.flows.map((flow) => {
    const { provider, destination } = flow.name;
    const from = judgedFrom(memory, flow);
    const others = heard.flows.filter(
      ({ name, key }) => name.provider === provider && name.destination !== undefined && key !== flow.key,
    );
    const isPipeOpen =
      destination !== undefined && others.some(({ lastReceiptAt }) => now - lastReceiptAt < PIPE_OPEN_MS);
    const models = facts.modelsOf(provider);
    const expectsReceipts = facts.expectsReceipts(provider);
    const alone = judgeFlow({
      bins: { ...flow, seconds: flow.seconds.filter(({ at }) => at >= from) },
      model: modelOf(models, destination),
      expectsReceipts,
      now,
      downtime: [...heard.downtimeOf(provider), ...(destination === undefined ? [] : heard.silenceOf(provider))],
      isPipeOpen,
      proven: memory.proven?.counts[flow.key],
      doubtedSince: memory.alarms[flow.key]?.warnSince,
    });
    const reportsLess = alone.proven !== undefined;
    const seen = beside.get(flow.key);
    const compared =
      seen === undefined || !expectsReceipts || reportsLess || ownModel(models, destination) !== undefined
        ? undefined
        : judgeBeside(
            seen,
            others.flatMap(({ key }) => beside.get(key) ?? []),
          );
    const vendor = reportsLess ? undefined : besideVendors(heard, memory, flow);
    const said = besideOther(severer(alone, compared), vendor);
    // it is not left for a silence that is ours
    const verdict = heard.isSilentTogether(provider) ? { ...said, silentSince: undefined } : said;
    const alarm = nextAlarm(memory.alarms[flow.key] ?? QUIET, verdict, now);
    return { flow, verdict, alarm, isAlone: compared?.level === "pause" };
  });
  const alarms = Object.fromEntries(judged.map(({ flow, alarm }) => [flow.key, alarm]));
  const wholes = judged.filter(({ flow }) => flow.name.destination === undefined);
  const providers = wholes.map(({ flow, verdict }): ProviderVerdict => {
    const { provider } = flow.name;
    const own = judged.filter(({ flow: each }) => each.name.provider === provider);
    const guilty = narrowest(
      own.map((each) => ({
        name: each.flow.name,
        isGuilty: each.alarm.alarm !== "none",
        isJudged: each.verdict.kind !== "not-enough-evidence",
        isAlone: each.isAlone,
      })),
    );
    const accused = own.filter(({ flow: each, alarm }) => alarm.alarm !== "none" && isWorthIt(each, flow));
    const ranked = accused.toSorted((a, b) => rank(b.alarm) - rank(a.alarm) || b.verdict.accepted - a.verdict.accepted);
    const [worst] = ranked;
    const told = ranked.find(({ flow: each }) => guilty.includes(each.name)) ?? worst;
    return {
      provider,
      alarm: worst?.alarm.alarm ?? "none",
      verdict,
      guilty,
      worst: worst?.verdict ?? verdict,
      told: told === undefined ? undefined : { name: told.flow.name, verdict: told.verdict },
      small: own
        .filter(({ flow: each }) => !isWorthIt(each, flow))
        .map(({ flow: { key, name }, alarm, verdict: own }) => ({ key, name, alarm: alarm.alarm, verdict: own })),
    };
  });
  return { alarms, providers: [...providers, ...unheard(memory, providers)] };
}

const NOTHING: FlowVerdict = { kind: "not-enough-evidence", level: "none", accepted: 0, receipts: 0, why: "too-few" };

/** Nothing was sent over them for so long that nothing is known of them any more: still they have to be tried again. */
function unheard(
  { providers }: WatchMemory,
  heard: readonly { readonly provider: string }[],
): readonly ProviderVerdict[] {
  return Object.keys(providers)
    .filter((provider) => !heard.some((one) => one.provider === provider))
    .map((provider) => ({ provider, alarm: "none", verdict: NOTHING, guilty: [], worst: NOTHING }));
}

/** What is known now of each part of a provider, to hold them against each other. */
function besideEachOther(
  { flows, now, downtimeOf, silenceOf }: Listened,
  memory: WatchMemory,
): ReadonlyMap<string, Observation> {
  return new Map(
    flows.flatMap((flow): [string, Observation][] => {
      const { provider, destination } = flow.name;
      if (destination === undefined) return [];
      const from = judgedFrom(memory, flow);
      const bins = { ...flow, seconds: flow.seconds.filter(({ at }) => at >= from) };
      return [[flow.key, observeBeside(bins, { now, downtime: [...downtimeOf(provider), ...silenceOf(provider)] })]];
    }),
  );
}

/** A probe has begun then: what was taken before is not held against the flow any more. */
function judgedFrom({ providers, parts }: WatchMemory, { key, name }: Flow): number {
  return Math.max(providers[name.provider]?.judgedFrom ?? 0, parts[key]?.judgedFrom ?? 0);
}

/** A flow is guilty when either way of looking says so; being like the others is better than no evidence. */
function severer(alone: FlowVerdict, compared: FlowVerdict | undefined): FlowVerdict {
  if (compared === undefined || alone.level === "pause") return alone;
  return compared.level === "pause" || alone.kind === "not-enough-evidence" ? compared : alone;
}

/** Another vendor that does better is evidence for a loss that was seen already, and where none was, it is one. */
function besideOther(verdict: FlowVerdict, vendor: FlowVerdict | undefined): FlowVerdict {
  if (vendor === undefined) return verdict;
  return verdict.level === "pause" ? { ...verdict, beside: vendor.beside } : vendor;
}

function isWorthIt(destination: Flow, whole: Flow): boolean {
  if (destination.name.destination === undefined) return true;
  return accepted(destination) >= LARGE_PART * accepted(whole);
}

function accepted({ seconds }: Flow): number {
  return seconds.reduce((sum, second) => sum + second.accepted, 0);
}

function rank({ alarm }: AlarmMemory): number {
  return alarm === "pause" ? 2 : alarm === "warn" ? 1 : 0;
}
