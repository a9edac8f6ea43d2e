import { answeredWithin, type LatencyModel } from "./latency-model.ts";
import type { SliceBins } from "./slice-bins.ts";

/** Longer than this, a silent slice counts as lost: waiting for a stopped pipe would cost more than a wrong detour. */
const PATIENCE_MS = 60_000;
/** As many answers as a healthy slice would have given in the silence, before it is one. */
const EXPECTED = 30;

/**
 * True when a slice answers nothing at all since a little while, though answers were due: a loss takes some messages
 * out of a stream that goes on, a stopped pipe stops those already accepted too. Not for slices whose provider's other slices are still heard.
 */
export function isSilent(input: {
  readonly bins: SliceBins;
  readonly model: LatencyModel;
  readonly now: number;
  readonly isPipeOpen?: boolean | undefined;
}): boolean {
  const { bins, model, now } = input;
  const last = bins.lastReceiptAt ?? bins.seconds[0]?.at ?? now;
  if (input.isPipeOpen === true || now - last > PATIENCE_MS) return false;
  let expected = 0;
  for (const { at, accepted } of bins.seconds) {
    if (at >= now) continue;
    const until = answeredWithin(model, now - at);
    const before = answeredWithin(model, Math.max(0, last - at));
    expected += accepted * model.share * (until - before);
  }
  return expected >= EXPECTED;
}
