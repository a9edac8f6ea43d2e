import type { GateChange, StaleLane } from "@relance/spec";
import type { Work } from "../transaction/work.ts";
import { type LanesSteered, type NamedWords, staleLanes, steerLanes } from "./steer-lanes.ts";
import { holdLanes, writeLanes } from "./stored-lanes.ts";

/** Steers the lanes that a change names, and those that depend on them: one row per lane, never people. */
export async function steer(work: Work, change: GateChange): Promise<LanesSteered> {
  const { campaign, slice } = change;
  if (slice !== undefined) await work.words.need([slice]);
  const words = {
    ...(await wordsOf(work, change)),
    slice: slice === undefined ? undefined : work.word(slice),
  };
  const steered = steerLanes(await holdLanes(work.sql, campaign), change, words, work.now);
  await writeLanes(work.sql, campaign, steered.changed);
  return steered;
}

/** The lanes that were steered since the version that a change names. The campaign's row is locked. */
export async function staleFor(work: Work, change: GateChange): Promise<readonly StaleLane[]> {
  const lanes = await holdLanes(work.sql, change.campaign);
  const words = await wordsOf(work, change);
  await work.words.know(lanes.flatMap(({ planned, slice }) => [planned, slice]));
  return staleLanes(lanes, change, words, (id) => work.words.wordOf(id));
}

async function wordsOf({ words }: Work, { provider, slice, via }: GateChange): Promise<NamedWords> {
  await words.load([provider ?? [], slice ?? [], via ?? []].flat());
  const find = (word: string | null | undefined) => (typeof word === "string" ? words.find(word) : undefined);
  return { provider: find(provider), slice: find(slice), via: find(via) };
}
