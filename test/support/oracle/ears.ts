import type { Stretch, WorldFacts } from "./facts.ts";

/** If no receiver runs for this many milliseconds, relance records a gap (docs/reliability.md). */
const GAP_MS = 15_000;
/** Milliseconds between two heartbeats of a receiver. A receiver may have sent a heartbeat just before it stopped. */
const BEAT_MS = 10_000;

/** Periods without a receiver that are long enough to be recorded. */
export class Ears {
  readonly #gaps: readonly Stretch[];
  readonly #facts: WorldFacts;

  constructor(facts: WorldFacts) {
    this.#facts = facts;
    this.#gaps = facts.downtime.filter(({ from, to }) => to - from > GAP_MS + 2 * BEAT_MS);
  }

  /**
   * Returns the milliseconds without a receiver between `from` and `to`. Omits a gap that relance cannot yet detect
   * from heartbeats.
   */
  receiverDownMs(from: number, to: number): number {
    return this.#gaps
      .filter((gap) => to > gap.from + GAP_MS + BEAT_MS)
      .reduce((sum, gap) => sum + Math.max(0, Math.min(gap.to, to) - Math.max(gap.from, from)), 0);
  }

  isOpen(provider: string, at: number): boolean {
    return this.#gaps.some((gap) => {
      if (at <= gap.from + GAP_MS + BEAT_MS) return false;
      if (at < gap.to) return true;
      if (this.#facts.fakeVendors[provider]?.lists !== true) return false;
      const isFetched = (one: { readonly at: number }) => one.at >= gap.to && one.at <= at;
      return !this.#facts.asked.some((one) => one.what === "list" && one.provider === provider && isFetched(one));
    });
  }

  /**
   * Returns the time by which a move that was due at `due` must have happened. After a period without a receiver,
   * relance may first fetch missed items.
   */
  heardBy(due: number, fetchMs: number): number {
    let by = due;
    for (const { from, to } of this.#facts.downtime) if (from <= by && to + fetchMs > by) by = to + fetchMs;
    return by;
  }
}
