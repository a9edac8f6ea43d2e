import type { BinRow } from "@relance/spec";
import { LATENCY_BINS } from "@relance/spec";
import type { BinSecond, SliceName } from "@relance/watch";

export interface Grain {
  readonly rows: readonly BinRow[];
  readonly grainMs: number;
}

/** One slice and its bins, oldest first. */
export interface Slice {
  readonly key: string;
  readonly name: SliceName;
  readonly seconds: readonly BinSecond[];
  /** Messages that never left the house: they are not judged. */
  readonly captured: number;
}

interface OpenSlice extends Slice {
  captured: number;
  readonly seconds: (BinSecond & { accepted: number; received: number[] })[];
}

/**
 * Sorts rows into slices: every part of a provider's audience by itself, and the provider as a whole. Where nothing left the
 * house there is nothing to judge, and no slice.
 */
export function slicesOf(grains: readonly Grain[]): readonly Slice[] {
  const slices = new Map<string, OpenSlice>();
  for (const { rows, grainMs } of grains) {
    for (const row of rows) {
      addTo(slices, row, undefined, grainMs);
      if (row.part !== "") addTo(slices, row, row.part, grainMs);
    }
  }
  return [...slices.values()].filter(({ seconds }) => seconds.length > 0);
}

function addTo(slices: Map<string, OpenSlice>, row: BinRow, carrier: string | undefined, lengthMs: number): void {
  const { provider, channel } = row;
  const key = sliceKey(provider, carrier);
  let slice = slices.get(key);
  if (slice === undefined) {
    slice = { key, name: { channel, provider, carrier }, seconds: [], captured: 0 };
    slices.set(key, slice);
  }
  slice.captured += row.captured;
  if (row.accepted === 0 && row.received.length === 0) return;
  let second = slice.seconds.at(-1);
  if (second?.at !== row.at || second.lengthMs !== lengthMs) {
    second = { at: row.at, lengthMs, accepted: 0, received: new Array<number>(LATENCY_BINS).fill(0) };
    slice.seconds.push(second);
  }
  second.accepted += row.accepted;
  for (const [bin, count] of row.received) second.received[bin] = (second.received[bin] ?? 0) + count;
}

/** Names a slice in what is remembered. */
function sliceKey(provider: string, carrier: string | undefined): string {
  return carrier === undefined ? provider : `${provider} ${carrier}`;
}
