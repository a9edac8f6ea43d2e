import {
  type BinRow,
  type CampaignInsight,
  type IncidentRow,
  lowerEdge,
  type Plan,
  type Store,
  toDate,
  upperEdge,
} from "@relance/spec";
import type { ReportReceipts } from "./report.ts";

const MOST_PARTS = 6;
const LEAST_SHARE = 0.02;

export function receiptCurves(
  rows: readonly BinRow[],
  stretch: Stretch,
  facts: {
    readonly reports: (row: BinRow) => boolean;
    readonly insight: CampaignInsight | undefined;
    readonly incidents: readonly IncidentRow[];
  },
): readonly ReportReceipts[] {
  const whole = Map.groupBy(rows.filter(facts.reports), ({ provider }) => provider);
  return [...whole].flatMap(([provider, own]) => {
    const parts = destinationsShown(own, named(provider, facts.incidents), { most: MOST_PARTS, share: LEAST_SHARE });
    const curve = (destination: string, some: readonly BinRow[]) =>
      buildCurve(some, stretch, { provider, destination, insight: facts.insight });
    const destinationRows = (destination: string) => own.filter((row) => row.destination === destination);
    return [curve("", own), ...parts.map((destination) => curve(destination, destinationRows(destination)))];
  });
}

export function named(provider: string, incidents: readonly IncidentRow[]): ReadonlySet<string> {
  return new Set(incidents.filter((one) => one.provider === provider).map(({ destination }) => destination));
}

/** Returns the destinations to show: the `most` largest above `share`, and all destinations with an incident. */
export function destinationsShown(
  rows: readonly BinRow[],
  named: ReadonlySet<string>,
  { most, share }: { readonly most: number; readonly share: number },
): readonly string[] {
  const taken = new Map<string, number>();
  for (const { destination, accepted } of rows)
    if (destination !== "") taken.set(destination, (taken.get(destination) ?? 0) + accepted);
  const all = rows.reduce((sum, { accepted }) => sum + accepted, 0);
  const shown = [...taken]
    .sort(([, a], [, b]) => b - a)
    .filter(([destination, count], place) => (place < most && count >= share * all) || named.has(destination))
    .map(([destination]) => destination);
  return shown.length === 1 && taken.get(shown[0] ?? "") === all ? [] : shown;
}

function buildCurve(
  rows: readonly BinRow[],
  { from, to, grainMs, isOpen }: Stretch,
  { provider, destination, insight }: { provider: string; destination: string; insight: CampaignInsight | undefined },
): ReportReceipts {
  const cells = Math.max(1, Math.ceil((to - from) / grainMs));
  const accepted = new Array<number>(cells).fill(0);
  const received = new Array<number>(cells).fill(0);
  let answered = 0;
  for (const row of rows) {
    const cell = Math.floor((row.at - from) / grainMs);
    accepted[cell] = (accepted[cell] ?? 0) + row.accepted;
    const born = row.at + grainMs / 2;
    for (const [bin, count] of row.received) {
      answered += count;
      const lastMs = isOpen ? to - from : Number.POSITIVE_INFINITY;
      spread(received, born + lowerEdge(bin) - from, born + upperEdge(bin) - from, count, { grainMs, lastMs });
    }
  }
  const taken = sums(accepted);
  const { low, high } =
    insight === undefined
      ? { low: [], high: taken }
      : expectedReceipts(accepted, grainMs, (ms) => insight.usually(provider, destination, ms));
  const come = sums(received);
  return {
    provider,
    channel: rows[0]?.channel ?? "sms",
    destination,
    accepted: taken.at(-1) ?? 0,
    received: answered,
    grainMs,
    points: taken.map((count, cell) => ({
      at: toDate(from + (cell + 1) * grainMs),
      accepted: count,
      received: tenth(come[cell] ?? 0),
      low: tenth(low[cell] ?? 0),
      high: tenth(high[cell] ?? 0),
    })),
  };
}

/** Distributes the receipts of one latency bin evenly over the bin's duration, up to `lastMs`. */
function spread(
  cells: number[],
  fromMs: number,
  toMs: number,
  count: number,
  { grainMs, lastMs }: { readonly grainMs: number; readonly lastMs: number },
): void {
  const begin = Math.max(0, Math.min(fromMs, lastMs - 1));
  const end = Math.max(begin + 1, Math.min(Number.isFinite(toMs) ? toMs : fromMs + grainMs, lastMs));
  for (let cell = Math.floor(begin / grainMs); cell * grainMs < end && cell < cells.length; cell++) {
    const overlap = Math.min(end, (cell + 1) * grainMs) - Math.max(begin, cell * grainMs);
    cells[cell] = (cells[cell] ?? 0) + (count * overlap) / (end - begin);
  }
}

function sums(counts: readonly number[]): number[] {
  let sum = 0;
  return counts.map((count) => {
    sum += count;
    return sum;
  });
}

function tenth(value: number): number {
  return Math.round(10 * value) / 10;
}

/** Factors by which a healthy provider may be faster or slower than usual. */
const SLOWNESS = [0.6, 1, 1.6];
/** Overdispersion: the latencies of messages sent in the same minute are correlated. */
const DISPERSION = 2.5;
const DEVIATIONS = 2;

/** Returns the range of the receipts that a healthy provider would have sent by the end of each cell. */
function expectedReceipts(
  accepted: readonly number[],
  grainMs: number,
  usually: (withinMs: number) => number,
): { readonly low: readonly number[]; readonly high: readonly number[] } {
  const low = new Array<number>(accepted.length).fill(Number.POSITIVE_INFINITY);
  const high = new Array<number>(accepted.length).fill(0);
  for (const slowness of SLOWNESS) {
    const answered = accepted.map((_, age) => usually(((age + 0.5) * grainMs) / slowness));
    for (let cell = 0; cell < accepted.length; cell++) {
      const [expected, spread] = expectedBy(cell, accepted, answered);
      low[cell] = Math.min(low[cell] ?? 0, Math.max(0, expected - spread));
      high[cell] = Math.max(high[cell] ?? 0, expected + spread);
    }
  }
  return { low: rising(low), high: rising(high) };
}

function expectedBy(
  cell: number,
  accepted: readonly number[],
  answered: readonly number[],
): readonly [expected: number, spread: number] {
  let [expected, variance] = [0, 0];
  for (let born = 0; born <= cell; born++) {
    const count = accepted[born] ?? 0;
    if (count === 0) continue;
    const share = answered[cell - born] ?? 0;
    expected += count * share;
    variance += count * share * (1 - share);
  }
  return [expected, DEVIATIONS * Math.sqrt(DISPERSION * variance)];
}

function rising(values: readonly number[]): number[] {
  let most = 0;
  return values.map((value) => {
    most = Math.max(most, value);
    return most;
  });
}

/** Compares the receipts of a campaign with the expected receipts. Reads no recipients. */
export async function readReceiptCurves(
  store: Pick<Store, "bins">,
  campaign: number,
  facts: {
    readonly plan: Plan;
    readonly insight: CampaignInsight | undefined;
    readonly incidents: readonly IncidentRow[];
    readonly minutes: readonly BinRow[];
    readonly madeAt: number;
  },
): Promise<readonly ReportReceipts[]> {
  const { plan, insight, incidents, minutes, madeAt } = facts;
  const routes = plan.steps.flatMap(({ route }) => route);
  const reports = ({ provider }: BinRow) => routes.some((one) => one.provider === provider && one.receipts);
  const curves: ReportReceipts[] = [];
  for (const provider of new Set(minutes.filter(({ accepted }) => accepted > 0).map((row) => row.provider))) {
    const own = (rows: readonly BinRow[]) => rows.filter((row) => row.provider === provider);
    for (const stretch of splitStretches(own(minutes), madeAt)) {
      const { from: since, to: until, grainMs } = stretch;
      const answer = await store.bins({ campaign, since, until, grainMs });
      const facts = { reports, insight, incidents };
      curves.push(...receiptCurves(own(answer.rows), stretch, facts));
    }
  }
  return curves;
}

const MINUTE_MS = 60_000;
/** A pause of this length in a provider's messages separates two periods of sending. */
const QUIET_MS = 10 * MINUTE_MS;
/** A period of sending includes receipts up to this long after its last message. */
const TAIL_MS = 5 * MINUTE_MS;
const GRAINS_MS = [1, 5, 10, 30, 60, 300, 900, 3_600].map((seconds) => seconds * 1_000);
const MOST_POINTS = 120;

/** A period of sending, plus a margin. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly isOpen: boolean;
  /** The time between two points of the chart, in milliseconds. */
  readonly grainMs: number;
}

/** Splits a provider's messages into periods of sending, because the steps of a campaign may be days apart. */
export function splitStretches(rows: readonly BinRow[], now: number): readonly Stretch[] {
  const busy = [...new Set(rows.filter(({ accepted }) => accepted > 0).map(({ at }) => at))].sort((a, b) => a - b);
  const stretches: { from: number; last: number }[] = [];
  for (const at of busy) {
    const open = stretches.at(-1);
    if (open !== undefined && at - open.last < QUIET_MS) open.last = at;
    else stretches.push({ from: at, last: at });
  }
  return stretches.map(({ from, last }) => {
    const end = last + MINUTE_MS + TAIL_MS;
    const to = Math.min(end, Math.max(now, last + 1)); // after `now`, no receipts are expected
    const grainMs = GRAINS_MS.find((grain) => (to - from) / grain <= MOST_POINTS) ?? 24 * 60 * MINUTE_MS;
    return { from: from - (from % grainMs), to, grainMs, isOpen: to < end };
  });
}
