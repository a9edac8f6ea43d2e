import type { Scenario } from "./simulate-run.ts";

export const SECOND_MS = 1_000;
export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;

/** A simulated period of one provider, the knowledge that the watch has of the provider, and the expected verdict. */
export interface World {
  readonly name: string;
  readonly scenario: Scenario;
  readonly runs: number;
  /** Time at which the fault begins; absent if the scenario has no fault, so that every alarm is false. */
  readonly troubleAt?: number;
  readonly right: "loss" | "stall" | "green";
  /**
   * Source of the latency model: `learned` = an earlier campaign of the healthy provider · `own` = an earlier campaign
   * with the scenario's latency and share of receipts · `told` = the configuration · `not` = none.
   * @default "learned"
   */
  readonly known?: "learned" | "own" | "told" | "not";
  /** Simulations of the same hours on earlier days, from which the watch has learned. @default none */
  readonly daysBefore?: readonly Scenario[];
  /** Number of recipients. Number of recipients: sending ends when each recipient has a message. @default no end */
  readonly people?: number;
  readonly pilot?: number;
  /** Milliseconds between two checks. @default two seconds, the interval of the engine */
  readonly everyMs?: number;
}

export function wrongText(counts: Readonly<Record<string, number>>): string {
  const found = Object.entries(counts).filter(([, count]) => count > 0);
  return found.length === 0 ? "none" : `**${found.map(([what, count]) => `${count} ${what}`).join(", ")}**`;
}

/** Returns a table cell with the median and the worst detection time in seconds, or "never". */
export function spreadText(seconds: readonly number[], runs: number): string {
  const sorted = seconds.toSorted((a, b) => a - b);
  if (sorted.length === 0) return "never";
  const shown = `${sorted[Math.floor(sorted.length / 2)]} s, ${sorted.at(-1)} s`;
  return sorted.length === runs ? shown : `${shown} in ${sorted.length}`;
}

export function always(share: number): () => number {
  return () => share;
}

export function from(start: number, loss: number): (elapsed: number) => number {
  return (elapsed) => (elapsed >= start ? loss : 0);
}

export function within<T>(start: number, end: number, then: T, else_: T): (elapsed: number) => T {
  return (elapsed) => (elapsed >= start && elapsed < end ? then : else_);
}

export function losing(
  perSecond: number,
  share: number,
  start = 0,
  more: Partial<Scenario> = {},
): Pick<World, "scenario" | "troubleAt" | "right"> {
  const scenario: Scenario = {
    perSecond,
    durationMs: start + 20 * MINUTE_MS,
    drift: 0.25,
    lossAt: from(start, share),
    ...more,
  };
  return { scenario, troubleAt: start, right: "loss" };
}

export function healthy(more: Partial<Scenario> = {}): Scenario {
  return { perSecond: 100, durationMs: 25 * MINUTE_MS, drift: 0.25, lossAt: always(0), ...more };
}

export function bursts(everyMs: number): (readyMs: number) => number {
  return (ready) => Math.ceil(ready / everyMs) * everyMs;
}

/** Delays receipts that are ready between `start` and `end`. Delayed receipts arrive within `overMs` after `end`. */
export function withheld(start: number, end: number, overMs = 0): (readyMs: number) => number {
  return (ready) => {
    if (ready < start || ready >= end + overMs) return ready;
    const place = (ready - start) / (end + overMs - start);
    return Math.max(ready, end + place * overMs);
  };
}
