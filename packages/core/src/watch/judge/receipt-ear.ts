import type { Flow } from "../flows.ts";

interface Heard {
  readonly byGrain: ReadonlyMap<number, number>;
  readonly at: number;
}

/**
 * Remembers when a flow's receipts last grew, look by look. Kept in this process alone: whoever takes the watch over
 * begins by counting the first look as heard.
 */
export class ReceiptEar {
  readonly #heard = new Map<string, Heard>();

  /** When the flow was last heard, as of this look. */
  lastHeard({ key, seconds }: Flow, now: number): number {
    const byGrain = new Map<number, number>();
    for (const { at, received } of seconds) {
      const minute = at - (at % 60_000); // grains grow coarser with age, minutes stay
      byGrain.set(minute, (byGrain.get(minute) ?? 0) + received.reduce((sum, count) => sum + count, 0));
    }
    const before = this.#heard.get(key);
    const hasGrown = before === undefined || [...byGrain].some(([at, count]) => count > (before.byGrain.get(at) ?? 0));
    const at = hasGrown ? now : before.at;
    this.#heard.set(key, { byGrain, at });
    return at;
  }
}
