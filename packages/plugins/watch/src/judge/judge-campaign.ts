import type { Flow } from "../flows.ts";
import { judgeBeside, observeBeside } from "../judge-beside.ts";
import { judgeFlow } from "../judge-flow.ts";
import { judgeProbe } from "../judge-pilot.ts";
import type { LatencyModel } from "../latency-model.ts";
import { type FlowName, narrowest, type Suspect } from "../narrowest.ts";
import type { Observation } from "../observation.ts";
import { type AlarmMemory, type FlowVerdict, nextAlarm, QUIET } from "../verdict.ts";
import { chooseModel, ownModel, type ProviderModels, type WatchMemory } from "../watch-memory.ts";
import { besideVendors } from "./compare-vendors.ts";
import { avoidedDestinations, type ExcludedDestinations, withoutExcluded } from "./exclude-destinations.ts";
import type { ObservedFlow, ReceiptsReceived } from "./receipt-tracker.ts";
import { stalls, stillWithheld } from "./withheld.ts";

const PIPE_OPEN_MS = 10_000;
const STEADY_FROM = 1_000;
/** If a faulty destination cannot be rerouted, and has this share of a provider's messages, the provider is stopped. */
const LARGE_SHARE = 0.2;

export interface ProviderVerdict {
  readonly provider: string;
  readonly alarm: AlarmMemory["alarm"];
  readonly verdict: FlowVerdict;
  readonly guilty: readonly FlowName[];
  readonly worst: FlowVerdict;
  readonly told?: { readonly name: FlowName; readonly verdict: FlowVerdict } | undefined;
  readonly proof?: Proof | undefined;
  readonly parts?: readonly DestinationVerdict[] | undefined;
}

export interface DestinationVerdict {
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

interface FlowJudgement {
  readonly flow: ObservedFlow;
  readonly verdict: FlowVerdict;
  readonly alarm: AlarmMemory;
  readonly isAlone: boolean;
}

interface JudgedBy {
  readonly expectsReceipts: (provider: string) => boolean;
  readonly modelsOf: (provider: string) => ProviderModels;
  readonly canReroute: (provider: string) => boolean;
}

type JudgeFlow = (flow: ObservedFlow, excluded: ExcludedDestinations) => FlowJudgement;

export function judgeCampaign(
  observed: ReceiptsReceived,
  memory: WatchMemory,
  facts: JudgedBy,
): { readonly alarms: Readonly<Record<string, AlarmMemory>>; readonly providers: readonly ProviderVerdict[] } {
  const judge = judging(observed, memory, facts);
  const parts = observed.flows
    .filter(({ name }) => name.destination !== undefined)
    .map((flow) => judge(flow, new Map()));
  const wholes = observed.flows.filter(({ name }) => name.destination === undefined);
  const judged = wholes.map((flow) => {
    const own = parts.filter((part) => part.flow.name.provider === flow.name.provider);
    const isReroutable = facts.canReroute(flow.name.provider);
    const avoided = avoidedDestinations(memory, flow.name.provider);
    return { whole: judgeRest(flow, own, { avoided, judge, isReroutable }), flow, own, avoided, isReroutable };
  });
  const all = [...parts, ...judged.map(({ whole }) => whole)];
  const providers = judged.map(({ whole, flow, own, avoided, isReroutable }): ProviderVerdict => {
    const guilty = narrowest([whole, ...own].map((one) => toSuspect(one, one.alarm.alarm !== "none")));
    const areOthersWell = whole.verdict.level === "none";
    const isJudgedSeparately = ({ flow: part }: FlowJudgement) =>
      avoided.has(part.name.destination ?? "") ||
      isSmall(part, flow) ||
      (isReroutable && areOthersWell && guilty.includes(part.name));
    const against = ranked([whole, ...own.filter((part) => !isJudgedSeparately(part))]);
    const named = (all: readonly FlowJudgement[]) => all.find((one) => guilty.includes(one.flow.name));
    const told = named(against) ?? against[0] ?? named(ranked(own));
    return {
      provider: flow.name.provider,
      alarm: against[0]?.alarm.alarm ?? "none",
      verdict: whole.verdict,
      guilty,
      worst: (against[0] ?? told ?? whole).verdict,
      told: told === undefined ? undefined : { name: told.flow.name, verdict: told.verdict },
      parts: own.filter(isJudgedSeparately).map(({ flow: { key, name }, alarm, verdict }) => {
        return { key, name, alarm: alarm.alarm, verdict };
      }),
    };
  });
  const rest = judgeUnobserved(memory, observed.now, providers);
  const alarms = Object.fromEntries([
    ...all.map(({ flow, alarm }) => [flow.key, alarm] as const),
    ...rest.map(({ provider, alarm }) => [provider, alarm] as const),
  ]);
  return { alarms, providers: [...providers, ...rest.map((one) => ({ ...one, alarm: one.alarm.alarm }))] };
}

/**
 * Judges a provider without the destinations that are already rerouted. If the remaining destinations are healthy,
 * faulty destinations that can be rerouted are also excluded.
 */
function judgeRest(
  whole: ObservedFlow,
  parts: readonly FlowJudgement[],
  facts: { readonly avoided: ExcludedDestinations; readonly judge: JudgeFlow; readonly isReroutable: boolean },
): FlowJudgement {
  const { avoided, judge, isReroutable } = facts;
  const suspects = parts.map((part) => toSuspect(part, part.alarm.alarm !== "none" || part.verdict.level !== "none"));
  const named = narrowest([{ name: whole.name, isGuilty: false, isJudged: false }, ...suspects]);
  const excluded = named.flatMap(({ destination }) => destination ?? []);
  if (isReroutable && excluded.length > 0) {
    const always = excluded.map((one) => [one, Number.POSITIVE_INFINITY] as const);
    const others = judge(whole, new Map([...avoided, ...always]));
    if (others.verdict.kind === "green") return others;
  }
  return judge(whole, avoided);
}

function toSuspect({ flow, verdict, isAlone }: FlowJudgement, isGuilty: boolean): Suspect {
  return { name: flow.name, isGuilty, isJudged: verdict.kind !== "not-enough-evidence", isAlone };
}

function ranked(all: readonly FlowJudgement[]): readonly FlowJudgement[] {
  const accused = all.filter(({ alarm }) => alarm.alarm !== "none");
  const rank = ({ alarm: { alarm } }: FlowJudgement) => (alarm === "pause" ? 1 : 0);
  return accused.toSorted((a, b) => rank(b) - rank(a) || b.verdict.accepted - a.verdict.accepted);
}

function judging(observed: ReceiptsReceived, memory: WatchMemory, facts: JudgedBy): JudgeFlow {
  const { now } = observed;
  const beside = besideEachOther(observed, memory);
  return (whole, excluded) => {
    const flow = withoutExcluded(whole, observed.flows, excluded);
    const { provider, destination } = flow.name;
    const from = judgedFrom(memory, flow);
    const others = observed.flows.filter(
      ({ name, key }) => name.provider === provider && name.destination !== undefined && key !== flow.key,
    );
    const isSilent = observed.silencesFor(provider).length > 0;
    const isPipeOpen =
      destination !== undefined && !isSilent && others.some(({ lastReceiptAt }) => now - lastReceiptAt < PIPE_OPEN_MS);
    const models = facts.modelsOf(provider);
    const expectsReceipts = facts.expectsReceipts(provider);
    const seconds = flow.seconds.filter(({ at, lengthMs = 1_000 }) => at + lengthMs > from);
    const bins = { ...flow, seconds };
    const model = chooseModel(models, destination);
    const own = destination === undefined ? stalls(memory, provider) : observed.silencesFor(provider);
    const downtime = [...observed.downtimeOf(provider), ...own];
    const proven = memory.proven?.counts[flow.key];
    const doubtedSince = memory.alarms[flow.key]?.warnSince;
    const alone = judgeFlow({ bins, model, expectsReceipts, now, downtime, isPipeOpen, proven, doubtedSince });
    const reportsLess = alone.proven !== undefined;
    const seen = beside.get(flow.key);
    const seenBeside = others.flatMap(({ key }) => beside.get(key) ?? []);
    const compared =
      seen === undefined || !expectsReceipts || reportsLess || ownModel(models, destination) !== undefined
        ? undefined
        : judgeBeside(seen, seenBeside);
    const vendor = reportsLess ? undefined : besideVendors(observed, memory, flow, excluded);
    const said = besideOther(severer(alone, compared), vendor);
    const lasting = destination === undefined ? stillWithheld(memory, provider, said) : said;
    const verdict = destination === undefined ? besideSilence(observed, flow, model, lasting) : lasting;
    const alarm = nextAlarm(memory.alarms[flow.key] ?? QUIET, verdict, now);
    const { state } = (destination === undefined ? memory.providers[provider] : memory.parts[flow.key]) ?? {};
    const probe = state === "probing" ? judgeProbe({ bins, model, now, downtime }) : undefined;
    return { flow, verdict: { ...verdict, probe }, alarm, isAlone: compared?.level === "pause" };
  };
}

/** If another vendor sends this many receipts, relance can still receive receipts. */
const LEAST_ELSEWHERE = 10;
/**
 * A provider without history counts as losing messages after a silence of this length. Before that, the watch has
 * rerouted every recipient without a message.
 */
const LONGEST_REST_MS = 10 * 60 * 60_000;

/**
 * If another vendor still sends receipts, a silent provider counts as losing messages. If all vendors are silent,
 * relance's server may be down, so no recipient is rerouted.
 */
function besideSilence(
  observed: ReceiptsReceived,
  { name, seconds }: ObservedFlow,
  { learnedFrom }: LatencyModel,
  verdict: FlowVerdict,
): FlowVerdict {
  const { silentSince } = verdict;
  if (silentSince === undefined) return verdict;
  if (observed.isSilentTogether(name.provider)) return { ...verdict, silentSince: undefined };
  const beside = observed.receivedElsewhere(name.provider, silentSince);
  const isSteady = learnedFrom >= STEADY_FROM || observed.now - silentSince >= LONGEST_REST_MS;
  if (!isSteady || beside === undefined || beside.receipts < LEAST_ELSEWHERE) return verdict;
  const accepted = seconds.reduce((sum, second) => (second.at > silentSince ? sum + second.accepted : sum), 0);
  const loss = { likeliest: 1, atLeast: 0, atMost: 1, slowness: 1 };
  return { kind: "suspected-loss", level: "pause", accepted, receipts: 0, loss, beside };
}

const NOTHING: FlowVerdict = { kind: "not-enough-evidence", level: "none", accepted: 0, receipts: 0, why: "too-few" };

function judgeUnobserved(memory: WatchMemory, now: number, observed: readonly Pick<ProviderVerdict, "provider">[]) {
  return Object.keys(memory.providers)
    .filter((provider) => !observed.some((one) => one.provider === provider))
    .map((provider) => {
      const verdict = stillWithheld(memory, provider, NOTHING);
      const alarm = verdict === NOTHING ? QUIET : nextAlarm(memory.alarms[provider] ?? QUIET, verdict, now);
      return { provider, alarm, verdict, guilty: [], worst: verdict };
    });
}

function besideEachOther(
  { flows, now, downtimeOf, silencesFor }: ReceiptsReceived,
  memory: WatchMemory,
): ReadonlyMap<string, Observation> {
  return new Map(
    flows.flatMap((flow): [string, Observation][] => {
      const { provider, destination } = flow.name;
      if (destination === undefined) return [];
      const from = judgedFrom(memory, flow);
      const bins = { ...flow, seconds: flow.seconds.filter(({ at }) => at >= from) };
      return [[flow.key, observeBeside(bins, { now, downtime: [...downtimeOf(provider), ...silencesFor(provider)] })]];
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
  return accepted(destination) < LARGE_SHARE * accepted(whole);
}

function accepted({ seconds }: Flow): number {
  return seconds.reduce((sum, second) => sum + second.accepted, 0);
}
