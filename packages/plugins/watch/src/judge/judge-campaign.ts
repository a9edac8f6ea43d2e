import type { Flow } from "../flows.ts";
import { judgeBeside, observeBeside } from "../judge-beside.ts";
import { judgeFlow } from "../judge-flow.ts";
import { judgeProbe } from "../judge-pilot.ts";
import type { LatencyModel } from "../latency-model.ts";
import { type FlowName, narrowest, type Suspect } from "../narrowest.ts";
import type { Observation } from "../observation.ts";
import { type AlarmMemory, type FlowVerdict, nextAlarm, QUIET } from "../verdict.ts";
import type { ProviderModels, WatchMemory } from "../watch-memory.ts";
import { modelOf, ownModel } from "../watch-memory.ts";
import { besideVendors } from "./compare-vendors.ts";
import type { HeardFlow, Listened } from "./receipt-tracker.ts";
import { stallOf, stillWithheld } from "./withheld.ts";
import { type Apart, ledAround, withoutParts } from "./without-parts.ts";

const PIPE_OPEN_MS = 10_000;
const STEADY_FROM = 1_000;
/** A faulty destination that cannot be rerouted stops its provider if it has this share of the provider's messages. */
const LARGE_PART = 0.2;

export interface ProviderVerdict {
  readonly provider: string;
  readonly alarm: AlarmMemory["alarm"];
  readonly verdict: FlowVerdict;
  readonly guilty: readonly FlowName[];
  readonly worst: FlowVerdict;
  readonly told?: { readonly name: FlowName; readonly verdict: FlowVerdict } | undefined;
  readonly proof?: Proof | undefined;
  readonly parts?: readonly PartVerdict[] | undefined;
}

export interface PartVerdict {
  readonly key: string;
  readonly name: FlowName;
  readonly alarm: AlarmMemory["alarm"];
  readonly verdict: FlowVerdict;
  readonly proof?: Proof | undefined;
}

export interface Proof {
  readonly kind: "fake-receipts" | "low-answers";
  readonly fact: string;
}

interface Judged {
  readonly flow: HeardFlow;
  readonly verdict: FlowVerdict;
  readonly alarm: AlarmMemory;
  readonly isAlone: boolean;
}

interface JudgedBy {
  readonly expectsReceipts: (provider: string) => boolean;
  readonly modelsOf: (provider: string) => ProviderModels;
  readonly canLeadAround: (provider: string) => boolean;
}

type JudgeFlow = (flow: HeardFlow, apart: Apart) => Judged;

const NOTHING_APART: Apart = new Map();

export function judgeCampaign(
  heard: Listened,
  memory: WatchMemory,
  facts: JudgedBy,
): { readonly alarms: Readonly<Record<string, AlarmMemory>>; readonly providers: readonly ProviderVerdict[] } {
  const judge = judging(heard, memory, facts);
  const parts = heard.flows
    .filter(({ name }) => name.destination !== undefined)
    .map((flow) => judge(flow, NOTHING_APART));
  const wholes = heard.flows.filter(({ name }) => name.destination === undefined);
  const judged = wholes.map((flow) => {
    const own = parts.filter((part) => part.flow.name.provider === flow.name.provider);
    const canLead = facts.canLeadAround(flow.name.provider);
    const led = ledAround(memory, flow.name.provider);
    return { whole: judgeRest(flow, own, { led, judge, canLead }), flow, own, led, canLead };
  });
  const all = [...parts, ...judged.map(({ whole }) => whole)];
  const providers = judged.map(({ whole, flow, own, led, canLead }): ProviderVerdict => {
    const guilty = narrowest([whole, ...own].map((one) => suspectOf(one, one.alarm.alarm !== "none")));
    const areOthersWell = whole.verdict.level === "none";
    const isApart = ({ flow: part }: Judged) =>
      led.has(part.name.destination ?? "") ||
      isSmall(part, flow) ||
      (canLead && areOthersWell && guilty.includes(part.name));
    const against = ranked([whole, ...own.filter((part) => !isApart(part))]);
    const named = (all: readonly Judged[]) => all.find((one) => guilty.includes(one.flow.name));
    const told = named(against) ?? against[0] ?? named(ranked(own));
    return {
      provider: flow.name.provider,
      alarm: against[0]?.alarm.alarm ?? "none",
      verdict: whole.verdict,
      guilty,
      worst: (against[0] ?? told ?? whole).verdict,
      told: told === undefined ? undefined : { name: told.flow.name, verdict: told.verdict },
      parts: own.filter(isApart).map(({ flow: { key, name }, alarm, verdict }) => {
        return { key, name, alarm: alarm.alarm, verdict };
      }),
    };
  });
  const rest = unheard(memory, heard.now, providers);
  const alarms = Object.fromEntries([
    ...all.map(({ flow, alarm }) => [flow.key, alarm] as const),
    ...rest.map(({ provider, alarm }) => [provider, alarm] as const),
  ]);
  return { alarms, providers: [...providers, ...rest.map((one) => ({ ...one, alarm: one.alarm.alarm }))] };
}

/**
 * Judges a provider without its rerouted destinations. A faulty destination that can be rerouted is left out too, if
 * the other destinations are healthy.
 */
function judgeRest(
  whole: HeardFlow,
  parts: readonly Judged[],
  { led, judge, canLead }: { readonly led: Apart; readonly judge: JudgeFlow; readonly canLead: boolean },
): Judged {
  const suspects = parts.map((part) => suspectOf(part, part.alarm.alarm !== "none" || part.verdict.level !== "none"));
  const named = narrowest([{ name: whole.name, isGuilty: false, isJudged: false }, ...suspects]);
  const apart = named.flatMap(({ destination }) => destination ?? []);
  if (canLead && apart.length > 0) {
    const others = judge(whole, new Map([...led, ...apart.map((one) => [one, Number.POSITIVE_INFINITY] as const)]));
    if (others.verdict.kind === "green") return others;
  }
  return judge(whole, led);
}

function suspectOf({ flow, verdict, isAlone }: Judged, isGuilty: boolean): Suspect {
  return { name: flow.name, isGuilty, isJudged: verdict.kind !== "not-enough-evidence", isAlone };
}

function ranked(all: readonly Judged[]): readonly Judged[] {
  const accused = all.filter(({ alarm }) => alarm.alarm !== "none");
  const rank = ({ alarm: { alarm } }: Judged) => (alarm === "pause" ? 1 : 0);
  return accused.toSorted((a, b) => rank(b) - rank(a) || b.verdict.accepted - a.verdict.accepted);
}

function judging(heard: Listened, memory: WatchMemory, { expectsReceipts: expects, modelsOf }: JudgedBy): JudgeFlow {
  const { now } = heard;
  const beside = besideEachOther(heard, memory);
  return (whole, apart) => {
    const flow = withoutParts(whole, heard.flows, apart);
    const { provider, destination } = flow.name;
    const from = judgedFrom(memory, flow);
    const others = heard.flows.filter(
      ({ name, key }) => name.provider === provider && name.destination !== undefined && key !== flow.key,
    );
    const isSilent = heard.silenceOf(provider).length > 0;
    const isPipeOpen =
      destination !== undefined && !isSilent && others.some(({ lastReceiptAt }) => now - lastReceiptAt < PIPE_OPEN_MS);
    const models = modelsOf(provider);
    const expectsReceipts = expects(provider);
    const seconds = flow.seconds.filter(({ at, lengthMs = 1_000 }) => at + lengthMs > from);
    const bins = { ...flow, seconds };
    const model = modelOf(models, destination);
    const own = destination === undefined ? stallOf(memory, provider) : heard.silenceOf(provider);
    const downtime = [...heard.downtimeOf(provider), ...own];
    const alone = judgeFlow({
      bins,
      model,
      expectsReceipts,
      now,
      downtime,
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
    const vendor = reportsLess ? undefined : besideVendors(heard, memory, flow, apart);
    const said = besideOther(severer(alone, compared), vendor);
    const lasting = destination === undefined ? stillWithheld(memory, provider, said) : said;
    const verdict = destination === undefined ? besideSilence(heard, flow, model, lasting) : lasting;
    const alarm = nextAlarm(memory.alarms[flow.key] ?? QUIET, verdict, now);
    const { state } = (destination === undefined ? memory.providers[provider] : memory.parts[flow.key]) ?? {};
    const probe = state === "probing" ? judgeProbe({ bins, model, now, downtime }) : undefined;
    return { flow, verdict: { ...verdict, probe }, alarm, isAlone: compared?.level === "pause" };
  };
}

/** This many receipts through another vendor prove that our own server receives receipts. */
const LEAST_ELSEWHERE = 10;
/**
 * An unknown provider counts as losing messages after a silence of this length. By then the watch has rerouted all
 * recipients without a message.
 */
const LONGEST_REST_MS = 10 * 60 * 60_000;

/**
 * Treats a silent provider as losing messages while another vendor's receipts arrive. If all vendors are silent, our
 * own server may be down, so no recipient is rerouted.
 */
function besideSilence(
  heard: Listened,
  { name, seconds }: HeardFlow,
  { learnedFrom }: LatencyModel,
  verdict: FlowVerdict,
): FlowVerdict {
  const { silentSince } = verdict;
  if (silentSince === undefined) return verdict;
  if (heard.isSilentTogether(name.provider)) return { ...verdict, silentSince: undefined };
  const beside = heard.heardElsewhere(name.provider, silentSince);
  const isSteady = learnedFrom >= STEADY_FROM || heard.now - silentSince >= LONGEST_REST_MS;
  if (!isSteady || beside === undefined || beside.receipts < LEAST_ELSEWHERE) return verdict;
  const accepted = seconds.reduce((sum, second) => (second.at > silentSince ? sum + second.accepted : sum), 0);
  const loss = { likeliest: 1, atLeast: 0, atMost: 1, slowness: 1 };
  return { kind: "suspected-loss", level: "pause", accepted, receipts: 0, loss, beside };
}

const NOTHING: FlowVerdict = { kind: "not-enough-evidence", level: "none", accepted: 0, receipts: 0, why: "too-few" };

function unheard(memory: WatchMemory, now: number, heard: readonly Pick<ProviderVerdict, "provider">[]) {
  return Object.keys(memory.providers)
    .filter((provider) => !heard.some((one) => one.provider === provider))
    .map((provider) => {
      const verdict = stillWithheld(memory, provider, NOTHING);
      const alarm = verdict === NOTHING ? QUIET : nextAlarm(memory.alarms[provider] ?? QUIET, verdict, now);
      return { provider, alarm, verdict, guilty: [], worst: verdict };
    });
}

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

function judgedFrom({ providers, parts }: WatchMemory, { key, name }: Flow): number {
  return Math.max(providers[name.provider]?.judgedFrom ?? 0, parts[key]?.judgedFrom ?? 0);
}

function severer(alone: FlowVerdict, compared: FlowVerdict | undefined): FlowVerdict {
  if (compared === undefined || alone.level === "pause") return alone;
  const isOpen = alone.kind === "not-enough-evidence" || alone.isUnknown === true;
  return compared.level === "pause" || isOpen ? compared : alone;
}

function besideOther(verdict: FlowVerdict, vendor: FlowVerdict | undefined): FlowVerdict {
  if (vendor === undefined) return verdict;
  return verdict.level === "pause" ? { ...verdict, beside: vendor.beside } : vendor;
}

function isSmall(destination: Flow, whole: Flow): boolean {
  return accepted(destination) < LARGE_PART * accepted(whole);
}

function accepted({ seconds }: Flow): number {
  return seconds.reduce((sum, second) => sum + second.accepted, 0);
}
