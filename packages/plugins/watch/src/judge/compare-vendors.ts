import { explorationPosition, planStep } from "@relance/rules";
import { lowerEdge, type Plan, type PluginHost, type ResponseCountRow } from "@relance/spec";
import {
  type ComparedMemory,
  type ComparedSums,
  compareShares,
  NOTHING_COMPARED,
  pairName,
  reversed,
  type Stratum,
  withStratum,
} from "../compare-shares.ts";
import type { BinSecond } from "../flows.ts";
import type { FlowVerdict } from "../verdict.ts";
import type { WatchMemory } from "../watch-memory.ts";
import type { ExcludedDestinations } from "./exclude-destinations.ts";
import type { ObservedFlow, ReceiptsReceived } from "./receipt-tracker.ts";

const MINUTE_MS = 60_000;
/** The store may record a receipt this many milliseconds after its arrival. */
const GRACE_MS = 10_000;
const WINDOW_MS = 20 * MINUTE_MS;
const MOST_AT_ONCE = 3;
const MOST = 6_000;

type Pair = readonly [own: string, other: string];

export async function compareVendors(
  host: PluginHost,
  campaign: number,
  plan: Plan,
  before: ComparedMemory | undefined,
  observed: ReceiptsReceived,
): Promise<ComparedMemory | undefined> {
  const pairs = listPairs(plan);
  if (pairs.length === 0) return before;
  let { sums = {} } = before ?? {};
  const through: number[] = [];
  const lately: Record<string, readonly Stratum[]>[] = [];
  for (const [place, { ageMs }] of COMPARED_AGES.entries()) {
    const ripe = stretchStart(observed.now - ageMs - GRACE_MS);
    let at = Math.max(before?.through[place] ?? 0, stretchStart(observed.now - WINDOW_MS));
    const known = forgetting(before?.lately[place] ?? {}, observed.now - WINDOW_MS);
    for (let read = 0; at < ripe && read < MOST_AT_ONCE; at += MINUTE_MS) {
      const messages = pairs.some((pair) => pair.every((one) => takenIn(observed, one, at) > 0))
        ? Math.max(...observed.flows.map(({ name }) => takenIn(observed, name.provider, at)))
        : 0;
      if (messages === 0) continue;
      read += 1;
      const until = at + Math.ceil(MINUTE_MS * Math.min(1, MOST / messages));
      const rows = await host.read.responseCounts({ campaign, since: at, until, withinMs: ageMs });
      for (const pair of pairs) {
        const found = buildStrata(pair, rows, at);
        for (const [destination, stratum] of found) {
          const key = [...pair, destination].join(" ");
          known[key] = [...(known[key] ?? []), stratum];
          const name = pair.join(" ");
          if (place === COMPARED_AGES.length - 1)
            sums = { ...sums, [name]: withStratum(sums[name] ?? NOTHING_COMPARED, stratum) };
        }
      }
    }
    through.push(at);
    lately.push(known);
  }
  return { through, lately, sums };
}

function listPairs(plan: Plan): readonly Pair[] {
  const pairs = plan.steps.flatMap((_, k) => {
    const route = planStep(plan, k + 1)?.route ?? [];
    const other = route[explorationPosition(plan, k + 1) ?? -1];
    return other === undefined ? [] : [`${route[0]?.provider} ${other.provider}`];
  });
  return [...new Set(pairs)].map((pair) => pair.split(" ") as [string, string]);
}

function stretchStart(at: number): number {
  return at - (at % MINUTE_MS);
}

function takenIn({ flows }: ReceiptsReceived, provider: string, at: number): number {
  const seconds =
    flows.find(({ key }) => key === provider)?.seconds.filter((second) => stretchStart(second.at) === at) ?? [];
  return seconds.reduce((sum, { accepted }) => sum + accepted, 0);
}

function buildStrata(
  [own, other]: Pair,
  rows: readonly ResponseCountRow[],
  at: number,
): readonly (readonly [destination: string, stratum: Stratum])[] {
  return rows.flatMap((row) => {
    if (row.provider !== own || row.messages === 0) return [];
    const beside = rows.find(
      ({ provider, step, destination }) => provider === other && step === row.step && destination === row.destination,
    );
    if (beside === undefined || beside.messages === 0) return [];
    return [[row.destination, [at, row.messages, row.receipts, beside.messages, beside.receipts]] as const];
  });
}

function forgetting(
  lately: Readonly<Record<string, readonly Stratum[]>>,
  since: number,
): Record<string, readonly Stratum[]> {
  const kept = Object.entries(lately).map(([key, strata]) => [key, strata.filter(([at]) => at >= since)] as const);
  return Object.fromEntries(kept.filter(([, strata]) => strata.length > 0));
}

/** Returns a verdict if another vendor proves that the flow loses messages. Ignores destinations in `excluded`. */
export function besideVendors(
  observed: ReceiptsReceived,
  memory: WatchMemory,
  { name, seconds }: ObservedFlow,
  excluded: ExcludedDestinations,
): FlowVerdict | undefined {
  for (const [place, age] of COMPARED_AGES.entries()) {
    const lately = Object.entries(memory.compared?.lately[place] ?? {});
    for (const pair of new Set(lately.map(([key]) => pairName(key)))) {
      const [own = "", other = ""] = pair.split(" ");
      if (own !== name.provider && other !== name.provider) continue;
      const vendor = own === name.provider ? other : own;
      if ((memory.alarms[vendor]?.alarm ?? "none") !== "none") continue;
      const isJudged = judgedIn(observed, memory, [own, other], age.ageMs);
      let sums = NOTHING_COMPARED;
      for (const [key, strata] of lately) {
        const isOwn = name.destination === undefined ? pairName(key) === pair : key === `${pair} ${name.destination}`;
        const from = excluded.get(key.slice(pair.length + 1)) ?? 0;
        if (isOwn) for (const one of strata) if (isJudged(one[0]) && one[0] >= from) sums = withStratum(sums, one);
      }
      const mine = own === name.provider ? sums : reversed(sums);
      const verdict = judgeVendors(mine, vendor, seconds, age, observed.now);
      if (verdict !== undefined) return verdict;
    }
  }
  return undefined;
}

function judgedIn(
  { downtimeOf, silencesFor, flows }: ReceiptsReceived,
  { providers }: WatchMemory,
  pair: Pair,
  ageMs: number,
): (at: number) => boolean {
  const from = Math.max(...pair.map((one) => providers[one]?.judgedFrom ?? 0));
  const deaf = pair.flatMap((one) => {
    const whole = flows.find(({ key }) => key === one);
    const long = whole?.silences.filter((silence) => silence.to - silence.from > ageMs / 2) ?? [];
    return [...downtimeOf(one), ...silencesFor(one), ...long];
  });
  return (at) =>
    at >= from &&
    !deaf.some((stretch) => stretch.from < at + MINUTE_MS + ageMs && (stretch.to ?? Number.POSITIVE_INFINITY) > at);
}

export interface ComparedAge {
  readonly ageMs: number;
  readonly worthSaying: number;
  /** If more receipts than this share arrive in the second half of `ageMs`, receipts are late, and not lost. */
  readonly mostLate: number;
}

/** After ten minutes, few further receipts arrive. If receipts are fast, a large loss shows after two minutes. */
export const COMPARED_AGES: readonly ComparedAge[] = [
  { ageMs: 120_000, worthSaying: 0.15, mostLate: 0.05 },
  { ageMs: 600_000, worthSaying: 0.05, mostLate: 1 },
];

/**
 * Compares a flow with the flow of another vendor, if recipients were assigned to the vendors at random. Returns
 * `undefined` unless the flow's share of receipts is provably smaller.
 */
export function judgeVendors(
  sums: ComparedSums,
  other: string,
  seconds: readonly BinSecond[],
  { ageMs, worthSaying, mostLate }: ComparedAge,
  now: number,
): FlowVerdict | undefined {
  const difference = compareShares(sums);
  if (difference === undefined || difference.atLeast <= worthSaying) return undefined;
  if (lateShare(seconds, ageMs, now) > mostLate) return undefined;
  return {
    kind: "confirmed-loss",
    level: "pause",
    accepted: sums.own.messages,
    receipts: sums.own.receipts,
    loss: { ...difference, slowness: 1 },
    beside: { provider: other, ...sums.other },
  };
}

function lateShare(seconds: readonly BinSecond[], ageMs: number, now: number): number {
  let [all, late] = [0, 0];
  for (const { at, received } of seconds) {
    if (at + ageMs > now) continue;
    received.forEach((count, bin) => {
      if (lowerEdge(bin) >= ageMs) return;
      all += count;
      if (lowerEdge(bin) >= ageMs / 2) late += count;
    });
  }
  return all === 0 ? 0 : late / all;
}
