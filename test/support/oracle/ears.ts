import type { Stretch, WorldFacts } from "./facts.ts";

/** docs/reliability.md: a longer time without a receiver is a gap. */
const GAP_MS = 15_000;
/** Interval of receivers' heartbeats: a receiver that stopped may have sent one a moment before. */
const BEAT_MS = 10_000;

/** Periods without a receiver, long enough for every process to know. */
export class Ears {
  readonly #gaps: readonly Stretch[];
  readonly #facts: WorldFacts;

  constructor(facts: WorldFacts) {
    this.#facts = facts;
    this.#gaps = facts.downtime.filter(({ from, to }) => to - from > GAP_MS + 2 * BEAT_MS);
  }

  /** Milliseconds without a receiver, as far as a process could know when they ended. */
  receiverDownMs(from: number, to: number): number {
    return this.#gaps
      .filter((gap) => to > gap.from + GAP_MS + BEAT_MS)
      .reduce((sum, gap) => sum + Math.max(0, Math.min(gap.to, to) - Math.max(gap.from, from)), 0);
  }

  isOpen(provider: string, at: number): boolean {
    return this.#gaps.some((gap) => {
      if (at <= gap.from + GAP_MS + BEAT_MS) return false;
      if (at < gap.to) return true;
      if (this.#facts.farEnds[provider]?.lists !== true) return false;
      const isFetched = (one: { readonly at: number }) => one.at >= gap.to && one.at <= at;
      return !this.#facts.asked.some((one) => one.what === "list" && one.provider === provider && isFetched(one));
    });
  }

  /** Returns the instant from which silence counts again, for a move that was due at `due`. */
  heardBy(due: number, fetchMs: number): number {
    let by = due;
    for (const { from, to } of this.#facts.downtime) if (from <= by && to + fetchMs > by) by = to + fetchMs;
    return by;
  }
}
