import type { GateChange, StaleLane } from "@relance/spec";
import type { Work } from "../transaction/work.ts";
import {
  ALL_RELEASED,
  addHold,
  changeRate,
  letGo,
  liftHolds,
  ownHolds,
  type Rates,
  shownHold,
  slowestRate,
} from "./lane-holds.ts";
import {
  addLead,
  dropLead,
  isSamePlace,
  type Leads,
  noteRate,
  orderOf,
  placeBehind,
  type RateOrders,
  standingOf,
  writtenOrder,
} from "./lane-standing.ts";
import { besideWhole, holdLanes, type StoredLane, writeLanes } from "./stored-lanes.ts";

/** What a change is about, in numbers of words; 0 = a word that the store does not have. */
export interface NamedWords {
  readonly provider: number | undefined;
  readonly slice: number | undefined;
  readonly via: number | undefined;
}

/** The rows to write. */
export interface LanesSteered {
  /** How many the change was about. */
  readonly lanes: number;
  readonly version: number;
  readonly changed: readonly StoredLane[];
}

/**
 * Does what one change asks for to the lanes of its campaign. Lanes that depend on these, being led over them or a slice of
 * them, follow.
 */
export function steerLanes(
  stored: readonly StoredLane[],
  change: GateChange,
  words: NamedWords,
  now: number,
): LanesSteered {
  const named = namedLanes(stored, change, words);
  const lanes = words.slice === undefined ? stored : withSlices(stored, named, words.slice);
  const about = named.map((lane) => ownLane(lane, lanes, words.slice));
  const next = lanes.map((lane) => {
    if (about.includes(lane)) return ordered(lane, change, words, now, lanes);
    const isPart = words.slice === undefined && named.some((whole) => isSamePlace(whole, lane));
    return isPart ? ended(lane, change) : lane;
  });
  const version = Math.max(0, ...stored.map(({ steered }) => steered)) + 1;
  const isCounted = change.source !== "pace"; // its waves overwrite nobody's order
  const by = isCounted ? writtenOrder(change, now) : null;
  const changed = next.flatMap((lane, place): StoredLane[] => {
    const standing = standingOf(lane, next);
    const shown = shownHold(standing.holds, standing.lead);
    const { provider } = standing;
    const whole = { ...lane, ...shown, provider, perSecond: slowestRate(standing.rates) };
    const before = stored[place];
    const isAbout = about.includes(lanes[place] as StoredLane);
    if (!isAbout && before !== undefined && isSame(before, whole)) return [];
    const steered = by === null ? {} : { steered: version, steeredBy: by };
    const isMoved = isAbout && (change.gate ?? change.releasedThrough ?? change.via) !== undefined;
    const opens = isMoved || provider !== before?.provider || whole.gate !== before.gate;
    return [{ ...whole, ...steered, claimedAt: opens ? now : lane.claimedAt }];
  });
  return { lanes: about.length, version: isCounted ? version : version - 1, changed };
}

/** The lanes that a change is about, or that it leads over, and that were steered after the version it names. */
export function staleLanes(
  stored: readonly StoredLane[],
  change: GateChange,
  words: NamedWords,
  wordOf: (word: number) => string,
): readonly StaleLane[] {
  const { version: seen } = change;
  if (seen === undefined) return [];
  const named = namedLanes(stored, change, words);
  const ways = named.flatMap((lane) => placeBehind(lane, words.via ?? 0, stored) ?? []);
  const parts = stored.filter(
    ({ slice, ...lane }) =>
      slice !== 0 &&
      (words.slice === undefined || slice === words.slice) &&
      named.some((whole) => isSamePlace(whole, { slice, ...lane })),
  );
  const concerned = [...new Set([...named, ...parts, ...ways])];
  // a version that has never been protects from nothing
  const isInvented = seen > Math.max(0, ...stored.map(({ steered }) => steered));
  return concerned
    .filter(({ steered }) => isInvented || steered > seen)
    .map(({ step, planned, slice, steered: version, steeredBy }) => ({
      step,
      planned: wordOf(planned),
      slice: slice === 0 ? undefined : wordOf(slice),
      version,
      order: orderOf(steeredBy),
    }));
}

function namedLanes(
  stored: readonly StoredLane[],
  { step }: GateChange,
  { provider }: NamedWords,
): readonly StoredLane[] {
  return stored.filter(
    (lane) =>
      lane.slice === 0 &&
      (step === undefined || lane.step === step) &&
      (provider === undefined || lane.planned === provider),
  );
}

/** A slice has a lane of its own from its first order on. */
function withSlices(stored: readonly StoredLane[], named: readonly StoredLane[], slice: number): readonly StoredLane[] {
  const missing = named.filter((whole) => !stored.some((lane) => lane.slice === slice && isSamePlace(lane, whole)));
  return [...stored, ...missing.map((whole) => besideWhole(whole, slice))];
}

function ownLane(lane: StoredLane, lanes: readonly StoredLane[], slice: number | undefined): StoredLane {
  if (slice === undefined) return lane;
  return lanes.find((one) => one.slice === slice && isSamePlace(one, lane)) ?? lane;
}

/** A lane after an order about itself. */
function ordered(
  lane: StoredLane,
  change: GateChange,
  words: NamedWords,
  now: number,
  lanes: readonly StoredLane[],
): StoredLane {
  const { source = "operator", gate, override = false, perSecond, releasedThrough, via, reviewAt } = change;
  const leads = JSON.parse(lane.leads) as Leads;
  const holds = ownHolds(lane.holds, lane.planned);
  const rates = JSON.parse(lane.rates) as Rates;
  const ratedBy = JSON.parse(lane.ratedBy) as RateOrders;
  const isLed = typeof via === "string" && placeBehind(lane, words.via ?? 0, lanes) !== undefined;
  if (isLed) addLead(leads, change, words.via ?? 0, now);
  else if (via === null) dropLead(leads, change);
  if (gate === "open") liftHolds(holds, source, override);
  else if (gate === "held" && isLed) letGo(holds, source);
  else if (gate === "held") addHold(holds, change, now, words.provider === undefined ? null : lane.planned);
  if (perSecond !== undefined) changeRate(rates, source, perSecond);
  noteRate(ratedBy, change, now);
  const isPartly = releasedThrough !== undefined && releasedThrough < ALL_RELEASED;
  return {
    ...lane,
    leads: JSON.stringify(leads),
    holds: JSON.stringify(holds),
    rates: JSON.stringify(rates),
    ratedBy: JSON.stringify(ratedBy),
    released: releasedThrough ?? lane.released,
    releaseReviewAt: releasedThrough === undefined ? lane.releaseReviewAt : isPartly ? (reviewAt ?? null) : null,
  };
}

/** What ends for everybody ends for each slice; what is ordered about everybody a slice follows by itself. */
function ended(lane: StoredLane, change: GateChange): StoredLane {
  const { gate, perSecond, releasedThrough, via } = change;
  const ending: GateChange = {
    ...change,
    gate: gate === "open" ? gate : undefined,
    perSecond: perSecond === null ? null : undefined,
    via: via === null ? null : undefined,
    releasedThrough,
  };
  return ordered(lane, ending, { provider: undefined, slice: undefined, via: undefined }, 0, []);
}

function isSame(before: StoredLane, after: StoredLane): boolean {
  return (Object.keys(before) as (keyof StoredLane)[]).every((name) => before[name] === after[name]);
}

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
