import type { ClaimedRow } from "@relance/spec";
import type { Turn } from "../lanes/fair-shares.ts";
import { steadyNow } from "../transaction/clocks.ts";
import type { Work } from "../transaction/work.ts";
import { type ClaimTerms, claimPeople } from "./claiming.ts";
import { HeldRates } from "./lane-pace.ts";
import { type OpenLane, type ReadyPerson, readyPeople } from "./ready-rows.ts";

/** Looks at the lanes of one want: a fair share for each, then the rest, then once more from the start of the lanes. */
const ROUNDS = 4;

export interface Served {
  readonly claimed: readonly ClaimedRow[];
  /** Nobody else is due: the lanes were looked at from their start. */
  readonly isSure: boolean;
  /** Those who were due were moved elsewhere, round after round: there may be others behind them. */
  readonly hasMore?: boolean | undefined;
}

/**
 * Fills the slots of one want from the open lanes of its provider, by the weights of campaigns: the slow ones as far as they
 * may and as is theirs, then the others; what is left to nobody else goes to the slow ones as well.
 */
export async function serve(work: Work, terms: ClaimTerms, turn: Turn<OpenLane>): Promise<Served> {
  work.afterCommit(() => turn.finish());
  const first = turn.first(terms.want.slots);
  const slow = turn.lanes.filter(({ perSecond }) => perSecond !== null);
  if (slow.length === 0) return serveFreely(work, { ...terms, lanes: turn.lanes }, turn, first);
  const rates = await HeldRates.hold(work, slow);
  const theirs = await servePaced(work, { ...terms, lanes: slow }, turn, rates, (lane) => first.get(lane.id) ?? 0);
  const free = turn.lanes.filter(({ perSecond }) => perSecond === null);
  const rest = await serveFreely(work, { ...less(terms, theirs), lanes: free }, turn, first);
  const claimed = [...theirs.claimed, ...rest.claimed];
  const more = turn.rest().filter(({ perSecond }) => perSecond !== null);
  const left = terms.want.slots - claimed.length;
  const last = await servePaced(work, { ...less(terms, { claimed }), lanes: more }, turn, rates, () => left);
  for (const lane of slow) lane.opensAt = rates.opensAt(lane);
  return {
    claimed: [...claimed, ...last.claimed],
    isSure: theirs.isSure && rest.isSure && last.isSure,
    hasMore: rest.hasMore,
  };
}

function less(terms: ClaimTerms, { claimed }: Pick<Served, "claimed">): ClaimTerms {
  return { ...terms, want: { ...terms.want, slots: terms.want.slots - claimed.length } };
}

/** Slots in time are shared by all workers, so the lanes are held until the claim is committed. */
async function servePaced(
  work: Work,
  terms: ClaimTerms,
  turn: Turn<OpenLane>,
  rates: HeldRates,
  mostOf: (lane: OpenLane) => number,
): Promise<Served> {
  const claimed: ClaimedRow[] = [];
  let isSure = true;
  for (const lane of terms.lanes) {
    const asked = Math.min(terms.want.slots - claimed.length, mostOf(lane));
    if (asked <= 0) continue;
    const slots = Math.min(asked, rates.slots(lane));
    if (slots > 0) {
      const want = { ...terms.want, slots };
      const served = await serveFreely(work, { ...terms, want, lanes: [lane] }, turn, undefined);
      claimed.push(...served.claimed);
      isSure &&= served.isSure;
      await rates.take(lane, served.claimed.length);
    }
    if (slots < asked) turn.looked(lane, true); // as fast as it may be: others take its slots
  }
  return { claimed, isSure };
}

/** Fills the slots from lanes whatever their rates, in their order: at `first` so many of each, then as many as there are. */
async function serveFreely(
  work: Work,
  terms: ClaimTerms,
  turn: Turn<OpenLane>,
  first: ReadonlyMap<number, number> | undefined,
): Promise<Served> {
  const claimed: ClaimedRow[] = [];
  let isSure = true;
  let { lanes } = terms;
  let fromStart = false;
  let hasMore = false;
  for (let round = 0; round < ROUNDS && lanes.length > 0; round++) {
    const slots = terms.want.slots - claimed.length;
    if (slots <= 0) return { claimed, isSure };
    if (round > 0) await work.flush(); // whoever was looked at is not found again
    const most = ({ id }: OpenLane) => (round === 0 ? (first?.get(id) ?? slots) : slots);
    const startedAt = steadyNow(work.context.clock);
    const people = await readyPeople(work, lanes, terms.want, { most, slots, fromStart });
    const seen = countByLane(people);
    raiseFloors(work, lanes, people);
    for (const lane of lanes) turn.gave(lane, seen.get(lane.id) ?? 0);
    const taken = await claimPeople(work, people, terms);
    for (const { campaign } of taken) turn.took(campaign, 1);
    claimed.push(...taken);
    if (fromStart)
      for (const { id } of lanes) work.context.floors.restarted(id, steadyNow(work.context.clock) - startedAt);
    hasMore = people.length === slots;
    const full = lanes.filter((lane) => (seen.get(lane.id) ?? 0) === most(lane));
    tellLooked(turn, lanes, full, seen, hasMore);
    if (full.length > 0 && people.length < slots) {
      const more = turn.rest(); // these may have more than their share
      lanes = more.filter((lane) => full.includes(lane));
      continue;
    }
    if (people.length === slots) {
      lanes = terms.lanes; // some were moved elsewhere by a rule: others take their slots
      continue;
    }
    if (fromStart) break;
    const behind = terms.lanes.filter(({ id, version }) => work.context.floors.isRaised(id, version));
    lanes = behind.filter(({ id }) => work.context.floors.mayRestart(id));
    isSure = lanes.length === behind.length;
    fromStart = true;
  }
  return { claimed, isSure, hasMore };
}

/** Where the slots were over, the lanes behind were not looked at, and the last one not to its end. */
function tellLooked(
  turn: Turn<OpenLane>,
  lanes: readonly OpenLane[],
  full: readonly OpenLane[],
  seen: ReadonlyMap<number, number>,
  isOver: boolean,
): void {
  const end = isOver ? lanes.findLastIndex(({ id }) => seen.has(id)) : lanes.length;
  lanes.forEach((lane, place) => {
    if (full.includes(lane)) turn.looked(lane, false);
    else if (place < end) turn.looked(lane, true);
  });
}

function countByLane(people: readonly ReadyPerson[]): Map<number, number> {
  const seen = new Map<number, number>();
  for (const { row } of people) seen.set(row.lane, (seen.get(row.lane) ?? 0) + 1);
  return seen;
}

/** The next claim in a lane begins at the last of those whom this one took. */
function raiseFloors(work: Work, lanes: readonly OpenLane[], people: readonly ReadyPerson[]): void {
  const { floors } = work.context;
  const last = new Map(people.map(({ row }) => [row.lane, { dueAt: row.stored[15] ?? 0, ord: row.ord }]));
  work.afterCommit(() => {
    for (const { id, version } of lanes) {
      const floor = last.get(id);
      if (floor !== undefined) floors.raise(id, version, floor);
    }
  });
}
