import type { BinRow } from "@relance/spec";

const MINUTE_MS = 60_000;
/** A pause of this length ends a period of sending. */
const QUIET_MS = 10 * MINUTE_MS;
/** How long after the last message of a period receipts still count for it. */
const TAIL_MS = 5 * MINUTE_MS;
const GRAINS_MS = [1, 5, 10, 30, 60, 300, 900, 3_600].map((seconds) => seconds * 1_000);
const MOST_POINTS = 120;

/** A period in which messages were sent, plus a margin. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
  /** True if the period has not ended yet; all its receipts until now are included. */
  readonly isOpen: boolean;
  /** The resolution, which shows a loss of one minute and still fits into a chart. */
  readonly grainMs: number;
}

/** The periods in which messages were sent through a provider, because steps may be days apart. */
export function stretchesOf(rows: readonly BinRow[], now: number): readonly Stretch[] {
  const busy = [...new Set(rows.filter(({ accepted }) => accepted > 0).map(({ at }) => at))].sort((a, b) => a - b);
  const stretches: { from: number; last: number }[] = [];
  for (const at of busy) {
    const open = stretches.at(-1);
    if (open !== undefined && at - open.last < QUIET_MS) open.last = at;
    else stretches.push({ from: at, last: at });
  }
  return stretches.map(({ from, last }) => {
    const end = last + MINUTE_MS + TAIL_MS;
    const to = Math.min(end, Math.max(now, last + 1)); // later receipts are not expected yet
    const grainMs = GRAINS_MS.find((grain) => (to - from) / grain <= MOST_POINTS) ?? 24 * 60 * MINUTE_MS;
    return { from: from - (from % grainMs), to, grainMs, isOpen: to < end };
  });
}
