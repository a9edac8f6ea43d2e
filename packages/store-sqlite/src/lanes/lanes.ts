import type { GateChange, StaleLane } from "@relance/spec";
import { type LanesSteered, type NamedWords, staleLanes, steerLanes } from "@relance/store";
import type { Work } from "../transaction/work.ts";
import { readLanes, writeLanes } from "./stored-lanes.ts";

/** Steers the lanes that a change names, and those that depend on them. */
export function steer(work: Work, change: GateChange): LanesSteered {
  const { campaign, slice } = change;
  const words = { ...wordsOf(work, change), slice: slice === undefined ? undefined : work.word(slice) };
  const steered = steerLanes(readLanes(work.sql, campaign), change, words, work.now);
  writeLanes(work.sql, campaign, steered.changed);
  return steered;
}

/** The lanes that were steered since the version that a change names. */
export function staleFor(work: Work, change: GateChange): readonly StaleLane[] {
  if (change.version === undefined) return [];
  const { words } = work.context;
  return staleLanes(readLanes(work.sql, change.campaign), change, wordsOf(work, change), (id) =>
    words.wordOf(id),
  );
}

function wordsOf({ context: { words } }: Work, { provider, slice, via }: GateChange): NamedWords {
  const find = (word: string | null | undefined) => (typeof word === "string" ? words.find(word) : undefined);
  return { provider: find(provider), slice: find(slice), via: find(via) };
}
