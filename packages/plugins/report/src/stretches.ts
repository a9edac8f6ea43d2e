import type { BinRow } from "@relance/spec";

const MINUTE_MS = 60_000;
/** This long without a message ends a stretch. */
const QUIET_MS = 10 * MINUTE_MS;
/** Receipts are looked for this long after the last message of a stretch. */
const TAIL_MS = 5 * MINUTE_MS;
const GRAINS_MS = [1, 5, 10, 30, 60, 300, 900, 3_600].map((seconds) => seconds * 1_000);
const MOST_POINTS = 120;

/** A time in which messages left, and a little more. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
  /** It ends now: whatever has come back of it has come by its end. */
  readonly isOpen: boolean;
  /** Fine enough to see a minute's loss, coarse enough for a chart. */
  readonly grainMs: number;
}

/** When a provider was sent over: each step of the ladder has its own hours, with days of nothing between them. */
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
    const to = Math.min(end, Math.max(now, last + 1)); // the future is not expected of anybody
    const grainMs = GRAINS_MS.find((grain) => (to - from) / grain <= MOST_POINTS) ?? 24 * 60 * MINUTE_MS;
    return { from: from - (from % grainMs), to, grainMs, isOpen: to < end };
  });
}
