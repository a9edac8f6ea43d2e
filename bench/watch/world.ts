import type { Scenario } from "./simulate-run.ts";

export const SECOND_MS = 1_000;
export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;

/** One provider over a while, what the watch knows of it before, and what it should say. */
export interface World {
  readonly name: string;
  readonly scenario: Scenario;
  readonly runs: number;
  /** When the trouble begins; absent = nothing is lost, and every pause is a false one. */
  readonly troubleAt?: number;
  /** What would be right to say. */
  readonly right: "loss" | "stall" | "green";
  /** An earlier campaign has taught how the provider answers, the configuration says so, or nothing does. @default "learned" */
  readonly known?: "learned" | "told" | "not";
  /** The same hours of the days before, which the watch has learned from. @default none */
  readonly daysBefore?: readonly Scenario[];
  /** Recipients; sending ends with them. @default no end */
  readonly people?: number;
  /** They begin with a pilot of this size. @default none */
  readonly pilot?: number;
  /** Time between two looks. @default two seconds, as in the engine */
  readonly everyMs?: number;
}

/** The cell of a table that counts runs by what was wrong in them. */
export function wrongText(counts: Readonly<Record<string, number>>): string {
  const found = Object.entries(counts).filter(([, count]) => count > 0);
  return found.length === 0 ? "none" : `**${found.map(([what, count]) => `${count} ${what}`).join(", ")}**`;
}

/** The cell of a table that tells seconds of all runs: "never", or median and worst. */
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

/** A provider that loses messages from a moment on. */
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

/** A provider that loses nothing. */
export function healthy(more: Partial<Scenario> = {}): Scenario {
  return { perSecond: 100, durationMs: 25 * MINUTE_MS, drift: 0.25, lossAt: always(0), ...more };
}

/** Receipts wait for the next lump. */
export function lumps(everyMs: number): (readyMs: number) => number {
  return (ready) => Math.ceil(ready / everyMs) * everyMs;
}

/** Receipts that are ready within this time wait for its end, and are handed over within so long. */
export function withheld(start: number, end: number, overMs = 0): (readyMs: number) => number {
  return (ready) => {
    if (ready < start || ready >= end + overMs) return ready;
    const place = (ready - start) / (end + overMs - start); // first in, first out
    return Math.max(ready, end + place * overMs);
  };
}
