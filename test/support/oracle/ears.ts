import type { Stretch, WorldFacts } from "./facts.ts";

/** docs/reliability.md: a gap is what lasts longer than this. */
const GAP_MS = 15_000;
/** Receivers say every so often that they hear: whoever stopped may have said so a moment before. */
const BEAT_MS = 10_000;

/** When no one listened, long enough for everybody to know. */
export class Ears {
  readonly #gaps: readonly Stretch[];
  readonly #facts: WorldFacts;

  constructor(facts: WorldFacts) {
    this.#facts = facts;
    this.#gaps = facts.downtime.filter(({ from, to }) => to - from > GAP_MS + 2 * BEAT_MS);
  }

  /** Milliseconds in which no one listened, as far as anybody could know it by the end of them. */
  receiverDownMs(from: number, to: number): number {
    return this.#gaps
      .filter((gap) => to > gap.from + GAP_MS + BEAT_MS)
      .reduce((sum, gap) => sum + Math.max(0, Math.min(gap.to, to) - Math.max(gap.from, from)), 0);
  }

  /** What was missed through this provider had not been fetched by then. */
  isOpen(provider: string, at: number): boolean {
    return this.#gaps.some((gap) => {
      if (at <= gap.from + GAP_MS + BEAT_MS) return false;
      if (at < gap.to) return true;
      if (this.#facts.farEnds[provider]?.lists !== true) return false;
      const isFetched = (one: { readonly at: number }) => one.at >= gap.to && one.at <= at;
      return !this.#facts.asked.some((one) => one.what === "list" && one.provider === provider && isFetched(one));
    });
  }

  /** The instant by which silence means something again, for what was due at `due`. */
  heardBy(due: number, fetchMs: number): number {
    let by = due;
    for (const { from, to } of this.#facts.downtime) if (from <= by && to + fetchMs > by) by = to + fetchMs;
    return by;
  }
}
