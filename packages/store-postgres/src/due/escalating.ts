import type { SliceAnswer } from "@relance/spec";
import { earliest, escalate } from "@relance/store";
import type { Storage } from "../transaction/storage.ts";

/** Batches under way at once: while one is decided here, another is written there. */
const AT_ONCE = 2;
/** Batches one after the other, of each of them. */
const IN_A_ROW = 2;

/** One slice of the ladder: a single batch on ordinary days, several when many are due. Whoever is held is left to others. */
export async function escalateSlice(storage: Storage): Promise<SliceAnswer> {
  const first = await storage.write(escalate);
  if (!first.more) return first;
  const rows = await Promise.all(Array.from({ length: AT_ONCE }, () => inARow(storage)));
  const all = [first, ...rows.flat()].reduce(added);
  return { ...all, more: rows.some((row) => row.at(-1)?.more) };
}

async function inARow(storage: Storage): Promise<SliceAnswer[]> {
  const slices: SliceAnswer[] = [];
  for (let batch = 0; batch < IN_A_ROW; batch++) {
    const slice = await storage.write(escalate);
    slices.push(slice);
    if (!slice.more) break;
  }
  return slices;
}

/** What two batches did. */
function added(one: SliceAnswer, other: SliceAnswer): SliceAnswer {
  const byCause: Record<string, number> = {};
  for (const slice of [one, other]) {
    for (const [cause, n = 0] of Object.entries(slice.byCause)) byCause[cause] = (byCause[cause] ?? 0) + n;
  }
  return {
    moved: one.moved + other.moved,
    byCause,
    more: one.more || other.more,
    now: Math.max(one.now, other.now),
    nextDueAt: earliest(one.nextDueAt, other.nextDueAt),
  };
}
