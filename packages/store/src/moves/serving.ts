import type { ClaimedRow } from "@relance/spec";
import { steadyNow } from "../rows/clocks.ts";
import type { SlotAllocation } from "../rows/fair-shares.ts";
import { wasDueAt } from "../rows/hot-row.ts";
import type { Rates } from "../rows/queue-holds.ts";
import {
  CAMPAIGN_PACE,
  type PacedQueue,
  queueOpensAt,
  queueSlots,
  queueTaken,
  SHARED_PACE,
} from "../rows/queue-pace.ts";
import { pluck, type StoredRow } from "../rows/sql.ts";
import type { Work } from "../work/work.ts";
import { type ClaimTerms, claimPeople } from "./claiming.ts";
import { type OpenQueue, type ReadyPerson, readyPeople } from "./ready-rows.ts";

/** Maximum number of passes over a provider's queues: fair shares, remaining slots, then both again. */
const ROUNDS = 4;

export interface Served {
  readonly claimed: readonly ClaimedRow[];
  readonly isSure: boolean;
  /** True if more recipients may be due, because the claim also read recipients of other queues. */
  readonly hasMore?: boolean | undefined;
}

/** Fills a worker's free slots of one provider, weighted by campaign. Queues with a rate limit come first. */
export async function serve(work: Work, terms: ClaimTerms, shares: SlotAllocation<OpenQueue>): Promise<Served> {
  work.afterCommit(() => shares.finish());
  const first = shares.first(terms.want.slots);
  const slow = shares.queues.filter(({ perSecond }) => perSecond !== null);
  if (slow.length === 0) return serveFreely(work, { ...terms, queues: shares.queues }, shares, first);
  const rates = await heldRates(work, slow);
  const theirs = await servePaced(work, { ...terms, queues: slow }, shares, rates, (queue) => first.get(queue.id) ?? 0);
  const free = shares.queues.filter(({ perSecond }) => perSecond === null);
  const rest = await serveFreely(work, { ...less(terms, theirs), queues: free }, shares, first);
  const claimed = [...theirs.claimed, ...rest.claimed];
  const more = shares.rest().filter(({ perSecond }) => perSecond !== null);
  const left = terms.want.slots - claimed.length;
  if (left > 0 && more.length > 0) await work.flush(); // the next pass must not read the checked rows again
  const last = await servePaced(work, { ...less(terms, { claimed }), queues: more }, shares, rates, () => left);
  for (const queue of slow) queue.opensAt = rates.opensAt(queue);
  return {
    claimed: [...claimed, ...last.claimed],
    isSure: theirs.isSure && rest.isSure && last.isSure,
    hasMore: rest.hasMore,
  };
}

function less(terms: ClaimTerms, { claimed }: Pick<Served, "claimed">): ClaimTerms {
  return { ...terms, want: { ...terms.want, slots: terms.want.slots - claimed.length } };
}

/** A rate limit applies to all workers together, so the queues are locked until the claim commits. */
async function servePaced(
  work: Work,
  terms: ClaimTerms,
  shares: SlotAllocation<OpenQueue>,
  rates: HeldRates,
  mostOf: (queue: OpenQueue) => number,
): Promise<Served> {
  const claimed: ClaimedRow[] = [];
  let isSure = true;
  for (const queue of terms.queues) {
    const asked = Math.min(terms.want.slots - claimed.length, mostOf(queue));
    if (asked <= 0) continue;
    const slots = Math.min(asked, rates.slots(queue));
    if (slots > 0) {
      const want = { ...terms.want, slots };
      const served = await serveFreely(work, { ...terms, want, queues: [queue] }, shares, undefined);
      claimed.push(...served.claimed);
      isSure &&= served.isSure;
      await rates.take(queue, served.claimed.length);
    }
    if (slots < asked) shares.looked(queue, true); // this queue reached its rate limit, so other queues get its slots
  }
  return { claimed, isSure };
}

/** Fills the slots in order, without rates: first up to each queue's share in `first`, then without limit. */
async function serveFreely(
  work: Work,
  terms: ClaimTerms,
  shares: SlotAllocation<OpenQueue>,
  first: ReadonlyMap<number, number> | undefined,
): Promise<Served> {
  const claimed: ClaimedRow[] = [];
  let isSure = true;
  let { queues } = terms;
  let fromStart = false;
  let hasMore = false;
  for (let round = 0; round < ROUNDS && queues.length > 0; round++) {
    const slots = terms.want.slots - claimed.length;
    if (slots <= 0) return { claimed, isSure };
    if (round > 0) await work.flush(); // the next pass must not read the checked rows again
    const most = ({ id }: OpenQueue) => (round === 0 ? (first?.get(id) ?? slots) : slots);
    const startedAt = steadyNow(work.context.clock);
    const people = await readyPeople(work, queues, terms.want, { most, slots, fromStart });
    const seen = new Map([...Map.groupBy(people, ({ row }) => row.queue)].map(([id, own]) => [id, own.length]));
    raiseFloors(work, queues, people);
    for (const queue of queues) shares.gave(queue, seen.get(queue.id) ?? 0);
    const taken = await claimPeople(work, people, terms);
    for (const { campaign } of taken) shares.took(campaign, 1);
    claimed.push(...taken);
    if (fromStart)
      for (const { id } of queues) work.context.floors.restarted(id, steadyNow(work.context.clock) - startedAt);
    hasMore = people.length === slots;
    const full = queues.filter((queue) => (seen.get(queue.id) ?? 0) === most(queue));
    tellLooked(shares, queues, full, seen, hasMore);
    if (full.length > 0 && people.length < slots) {
      const more = shares.rest(); // in this pass, a queue may exceed its share
      queues = more.filter((queue) => full.includes(queue));
      continue;
    }
    if (people.length === slots) {
      queues = terms.queues; // rules moved some recipients to other queues, so other recipients get their slots
      continue;
    }
    if (fromStart) break;
    const behind = terms.queues.filter(({ id, version }) => work.context.floors.isRaised(id, version));
    queues = behind.filter(({ id }) => work.context.floors.mayRestart(id));
    isSure = queues.length === behind.length;
    fromStart = true;
  }
  return { claimed, isSure, hasMore };
}

/** Reports which queues the claim has read to the end. If the slots ran out, the last queue was not read to the end. */
function tellLooked(
  shares: SlotAllocation<OpenQueue>,
  queues: readonly OpenQueue[],
  full: readonly OpenQueue[],
  seen: ReadonlyMap<number, number>,
  isOver: boolean,
): void {
  const end = isOver ? queues.findLastIndex(({ id }) => seen.has(id)) : queues.length;
  queues.forEach((queue, place) => {
    if (full.includes(queue)) shares.looked(queue, false);
    else if (place < end) shares.looked(queue, true);
  });
}

function raiseFloors(work: Work, queues: readonly OpenQueue[], people: readonly ReadyPerson[]): void {
  const { floors } = work.context;
  const last = new Map(people.map(({ row }) => [row.queue, { dueAt: wasDueAt(row), sendOrder: row.sendOrder }]));
  work.afterCommit(() => {
    for (const { id, version } of queues) {
      const floor = last.get(id);
      if (floor !== undefined) floors.raise(id, version, floor);
    }
  });
}

const HOLD = `select l.id, coalesce(${SHARED_PACE}, l.id) as step, coalesce(${CAMPAIGN_PACE}, l.id) as campaign,
    l.next_at as "nextAt", l.per_second as "perSecond", l.paced_at as "pacedAt", l.rates from queues l
  where l.id = any($1::int[]) or l.id in (select ${SHARED_PACE} from queues l where l.id = any($1::int[]))
    or l.id in (select ${CAMPAIGN_PACE} from queues l where l.id = any($1::int[]))
  order by l.id for no key update of l`;

const SAVE = "update queues set next_at = $1, paced_at = $2 where id = $3";

interface Gate extends PacedQueue {
  nextAt: number;
}

interface RatedQueue {
  readonly id: number;
  readonly own: Gate;
  readonly pace: Gate;
  readonly step: number;
  readonly campaign: number;
}

type HeldRates = Awaited<ReturnType<typeof heldRates>>;

async function heldRates({ sql, now }: Work, slow: readonly OpenQueue[]) {
  const rows = await sql.all<RatedRow>(HOLD, pluck(slow, "id"));
  const queues = new Map(rows.map((row) => [row.id, ratedQueue(row)]));
  const queueGates = ({ id }: OpenQueue): readonly { readonly of: RatedQueue; readonly gate: Gate }[] => {
    const own = queues.get(id);
    if (own === undefined) return [];
    const rated = [...new Set([id, own.step])].flatMap((one) => queues.get(one) ?? []);
    const paced = queues.get(own.campaign) ?? own;
    return [...rated.map((of) => ({ of, gate: of.own })), { of: paced, gate: paced.pace }];
  };
  return {
    slots: (queue: OpenQueue) => Math.min(...queueGates(queue).map(({ gate }) => queueSlots(gate, now))),
    opensAt: (queue: OpenQueue) => Math.max(...queueGates(queue).map(({ gate }) => queueOpensAt(gate, now))),
    async take(queue: OpenQueue, taken: number): Promise<void> {
      if (taken === 0) return;
      const passed = queueGates(queue).filter(({ gate }) => gate.perSecond !== null);
      for (const { gate } of passed) gate.nextAt = queueTaken(gate, now, taken);
      for (const { id, own, pace } of new Set(passed.map(({ of }) => of)))
        await sql.run(SAVE, own.nextAt, pace.nextAt, id);
    },
  };
}

type RatedRow = StoredRow<"id" | "step" | "campaign" | "pacedAt", "rates"> & PacedQueue;

function ratedQueue({ nextAt, perSecond, pacedAt, rates, ...queue }: RatedRow): RatedQueue {
  const { pace = null } = JSON.parse(rates) as Rates;
  return { ...queue, own: { nextAt, perSecond: perSecond || null }, pace: { nextAt: pacedAt, perSecond: pace } };
}
