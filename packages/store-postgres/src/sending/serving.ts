import type { ClaimedRow } from "@relance/spec";
import { servedAt } from "@relance/store-kit";
import { steadyNow } from "../transaction/steady-now.ts";
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

/** Fills the slots of one want from the open lanes of its provider: the slow ones as far as they may, then the others. */
export async function serve(work: Work, terms: ClaimTerms): Promise<Served> {
  const slow = terms.lanes.filter(({ perSecond }) => perSecond !== null);
  if (slow.length === 0) return serveFreely(work, terms);
  const first = await servePaced(work, terms, slow);
  const want = { ...terms.want, slots: terms.want.slots - first.claimed.length };
  const lanes = terms.lanes.filter(({ perSecond }) => perSecond === null);
  const rest = await serveFreely(work, { ...terms, want, lanes });
  const claimed = [...first.claimed, ...rest.claimed];
  return { claimed, isSure: first.isSure && rest.isSure, hasMore: rest.hasMore };
}

/** Slots in time are shared by all workers, so the lanes are held until the claim is committed. */
async function servePaced(work: Work, terms: ClaimTerms, slow: readonly OpenLane[]): Promise<Served> {
  const claimed: ClaimedRow[] = [];
  let isSure = true;
  const rates = await HeldRates.hold(work, slow);
  for (const lane of slow) {
    const slots = Math.min(terms.want.slots - claimed.length, rates.slots(lane));
    if (slots <= 0) continue;
    const want = { ...terms.want, slots };
    const served = await serveFreely(work, { ...terms, want, lanes: [lane] });
    claimed.push(...served.claimed);
    isSure &&= served.isSure;
    await rates.take(lane, served.claimed.length);
  }
  for (const lane of slow) lane.opensAt = rates.opensAt(lane);
  return { claimed, isSure };
}

/** Fills the slots from lanes that know no rate, the longest unserved first. */
async function serveFreely(work: Work, terms: ClaimTerms): Promise<Served> {
  const claimed: ClaimedRow[] = [];
  let isSure = true;
  let { lanes } = terms;
  let fromStart = false;
  let hasMore = false;
  for (let round = 0; round < ROUNDS && lanes.length > 0; round++) {
    const slots = terms.want.slots - claimed.length;
    if (slots <= 0) return { claimed, isSure };
    if (round > 0) await work.flush(); // whoever was looked at is not found again
    const share = round === 0 ? Math.ceil(slots / lanes.length) : slots;
    const startedAt = steadyNow();
    const people = await readyPeople(work, lanes, terms.want, { share, slots, fromStart });
    const seen = countByLane(people);
    raiseFloors(work, lanes, people);
    claimed.push(...(await claimPeople(work, people, terms)));
    if (fromStart) for (const { id } of lanes) work.context.floors.restarted(id, steadyNow() - startedAt);
    hasMore = people.length === slots;
    const full = lanes.filter(({ id }) => (seen.get(id) ?? 0) === share);
    if (full.length > 0 && people.length < slots) {
      lanes = full; // these may have more than their share
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

function countByLane(people: readonly ReadyPerson[]): Map<number, number> {
  const seen = new Map<number, number>();
  for (const { row } of people) seen.set(row.lane, (seen.get(row.lane) ?? 0) + 1);
  return seen;
}

/** The next claim in a lane begins at the last of those whom this one took, and other lanes come before it. */
function raiseFloors(work: Work, lanes: readonly OpenLane[], people: readonly ReadyPerson[]): void {
  const { floors } = work.context;
  const seen = countByLane(people);
  const order = new Map(lanes.flatMap(({ id }) => (seen.has(id) ? [[id, seen.get(id) ?? 0] as const] : [])));
  const served = servedAt(order, work.now);
  const last = new Map(people.map(({ row }) => [row.lane, { dueAt: row.stored[15] ?? 0, ord: row.ord }]));
  work.afterCommit(() => {
    for (const { id, version } of lanes) {
      const floor = last.get(id);
      if (floor === undefined) continue; // nobody was served there: where a slot is too few for all, it is next
      floors.raise(id, version, floor);
      floors.served(id, served.get(id) ?? work.now);
    }
  });
}
