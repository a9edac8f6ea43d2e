import { LATENCY_BINS, latencyBin, lowerEdge, upperEdge } from "@relance/spec";
import { type BinSecond, catchUpMs, type Silence } from "./flows.ts";

/** A period in which relance's server was down. Times in milliseconds since 1970. */
export interface Downtime {
  readonly from: number;
  readonly to?: number | undefined;
}

interface Waiting {
  readonly ageMs: number;
  readonly count: number;
}

interface Withheld {
  readonly first: number;
  readonly last: number;
  readonly count: number;
}

/** The messages accepted within a window, and their receipts known at one time. */
export interface Observation {
  readonly accepted: number;
  readonly received: readonly number[];
  /** Receipts that arrived after a silence, with the earliest and the latest possible latency bin. */
  readonly withheld: readonly Withheld[];
  readonly receipts: number;
  readonly waiting: readonly Waiting[];
}

export interface ObserveOptions {
  readonly now: number;
  readonly windowMs: number;
  readonly minAgeMs?: number | undefined;
  readonly downtime?: readonly Downtime[] | undefined;
  /** Periods without receipts. If a receipt arrived after such a period, the provider may have withheld it. */
  readonly silences?: readonly Silence[] | undefined;
}

const SECOND_MS = 1_000;

/** Counts messages and receipts. Ignores receipts that arrive after the first downtime following the acceptance. */
export function observe(seconds: readonly BinSecond[], options: ObserveOptions): Observation {
  const { now, windowMs, minAgeMs = 0, downtime = [], silences = [] } = options;
  const received = new Array<number>(LATENCY_BINS).fill(0);
  const ages = new Map<number, { total: number; count: number }>();
  const withheld = new Map<number, Withheld>();
  let accepted = 0;
  let receipts = 0;
  for (const second of seconds) {
    const halfMs = (second.lengthMs ?? SECOND_MS) / 2;
    const born = second.at + halfMs;
    const seenAt = Math.min(now, second.seenAt ?? now);
    if (born <= now - windowMs || born > seenAt - minAgeMs) continue;
    const observedMs = firstDownMoment(born, seenAt, downtime) - born;
    if (observedMs < halfMs && observedMs < seenAt - born) continue; // some messages of the slice are younger
    const cutMs = observedMs < seenAt - born ? observedMs + halfMs : Number.POSITIVE_INFINITY;
    const observed = addReceived(second, cutMs, received);
    if (silences.length > 0) addWithheld(second, born, cutMs, silences, withheld);
    const waiting = Math.max(0, second.accepted - observed);
    accepted += observed + waiting;
    receipts += observed;
    if (waiting > 0) addAge(ages, observedMs, waiting);
  }
  return { accepted, received, withheld: [...withheld.values()], receipts, waiting: listWaiting(ages) };
}

/** Returns when the first downtime after a message's acceptance began; `now` without a downtime. */
export function firstDownMoment(born: number, now: number, downtime: readonly Downtime[]): number {
  let first = now;
  for (const { from, to } of downtime) {
    if ((to ?? now) > born && from < first) first = Math.max(from, born);
  }
  return first;
}

function addReceived(second: BinSecond, cutMs: number, received: number[]): number {
  let observed = 0;
  second.received.forEach((count, bin) => {
    if (count <= 0 || lowerEdge(bin) >= cutMs) return;
    received[bin] = (received[bin] ?? 0) + count;
    observed += count;
  });
  return observed;
}

/** A check may count a receipt this many milliseconds after its arrival. */
const CHECK_MS = 5_000;

function addWithheld(
  { received }: BinSecond,
  born: number,
  cutMs: number,
  silences: readonly Silence[],
  withheld: Map<number, Withheld>,
): void {
  received.forEach((count, last) => {
    if (count <= 0 || lowerEdge(last) >= cutMs) return;
    let first = last;
    for (const silence of silences) {
      const isAfter = born + upperEdge(last) >= silence.to - CHECK_MS;
      if (!isAfter || born + lowerEdge(last) > silence.to + catchUpMs(silence)) continue;
      first = Math.min(first, latencyBin(silence.from - born));
    }
    if (first === last) return;
    const key = first * LATENCY_BINS + last;
    withheld.set(key, { first, last, count: count + (withheld.get(key)?.count ?? 0) });
  });
}

function addAge(ages: Map<number, { total: number; count: number }>, ageMs: number, count: number): void {
  const bin = latencyBin(ageMs);
  const age = ages.get(bin) ?? { total: 0, count: 0 };
  age.total += ageMs * count;
  age.count += count;
  ages.set(bin, age);
}

function listWaiting(ages: Map<number, { total: number; count: number }>): readonly Waiting[] {
  return [...ages.values()].map(({ total, count }) => ({ ageMs: total / count, count }));
}
