import type { ClaimedRow } from "@relance/spec";
import { steadyNow } from "../rows/clocks.ts";
import type { Turn } from "../rows/fair-shares.ts";
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
import { listOf, numberAt, type Row } from "../rows/sql.ts";
import type { Work } from "../work/work.ts";
import { type ClaimTerms, claimPeople } from "./claiming.ts";
import { type OpenQueue, type ReadyPerson, readyPeople } from "./ready-rows.ts";

/** Maximum number of passes over a provider's queues: fair shares, remaining slots, and both again from the start. */
const ROUNDS = 4;

export interface Served {
  readonly claimed: readonly ClaimedRow[];
  readonly isSure: boolean;
  /** True if more recipients may be due, because the claim read recipients who belong to other queues. */
  readonly hasMore?: boolean | undefined;
}

/**
 * Fills a worker's free slots of one provider from the provider's open queues, weighted by campaign. Queues with a rate
 * come first, up to their rate and share, then the other queues. The remaining slots go to queues with a rate.
 */
export async function serve(work: Work, terms: ClaimTerms, turn: Turn<OpenQueue>): Promise<Served> {
  work.afterCommit(() => turn.finish());
  const first = turn.first(terms.want.slots);
  const slow = turn.queues.filter(({ perSecond }) => perSecond !== null);
  if (slow.length === 0) return serveFreely(work, { ...terms, queues: turn.queues }, turn, first);
  const rates = await HeldRates.hold(work, slow);
  const theirs = await servePaced(work, { ...terms, queues: slow }, turn, rates, (queue) => first.get(queue.id) ?? 0);
  const free = turn.queues.filter(({ perSecond }) => perSecond === null);
  const rest = await serveFreely(work, { ...less(terms, theirs), queues: free }, turn, first);
  const claimed = [...theirs.claimed, ...rest.claimed];
  const more = turn.rest().filter(({ perSecond }) => perSecond !== null);
  const left = terms.want.slots - claimed.length;
  const last = await servePaced(work, { ...less(terms, { claimed }), queues: more }, turn, rates, () => left);
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

/** All workers share a rate, so the queues are locked until the claim commits. */
async function servePaced(
  work: Work,
  terms: ClaimTerms,
  turn: Turn<OpenQueue>,
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
      const served = await serveFreely(work, { ...terms, want, queues: [queue] }, turn, undefined);
      claimed.push(...served.claimed);
      isSure &&= served.isSure;
      await rates.take(queue, served.claimed.length);
    }
    if (slots < asked) turn.looked(queue, true); // this queue reached its rate limit, so its slots go to other queues
  }
  return { claimed, isSure };
}

/** Fills the slots in order, without regard to rates: first up to each queue's share in `first`, then without limit. */
async function serveFreely(
  work: Work,
  terms: ClaimTerms,
  turn: Turn<OpenQueue>,
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
    if (round > 0) await work.flush(); // the next pass must not find the checked rows again
    const most = ({ id }: OpenQueue) => (round === 0 ? (first?.get(id) ?? slots) : slots);
    const startedAt = steadyNow(work.context.clock);
    const people = await readyPeople(work, queues, terms.want, { most, slots, fromStart });
    const seen = countByQueue(people);
    raiseFloors(work, queues, people);
    for (const queue of queues) turn.gave(queue, seen.get(queue.id) ?? 0);
    const taken = await claimPeople(work, people, terms);
    for (const { campaign } of taken) turn.took(campaign, 1);
    claimed.push(...taken);
    if (fromStart)
      for (const { id } of queues) work.context.floors.restarted(id, steadyNow(work.context.clock) - startedAt);
    hasMore = people.length === slots;
    const full = queues.filter((queue) => (seen.get(queue.id) ?? 0) === most(queue));
    tellLooked(turn, queues, full, seen, hasMore);
    if (full.length > 0 && people.length < slots) {
      const more = turn.rest(); // in this pass, queues may exceed their share
      queues = more.filter((queue) => full.includes(queue));
      continue;
    }
    if (people.length === slots) {
      queues = terms.queues; // rules moved some recipients elsewhere, so other recipients get their slots
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

/** Reports which queues were read to their end. If the slots ran out, the last queue was not read to its end. */
function tellLooked(
  turn: Turn<OpenQueue>,
  queues: readonly OpenQueue[],
  full: readonly OpenQueue[],
  seen: ReadonlyMap<number, number>,
  isOver: boolean,
): void {
  const end = isOver ? queues.findLastIndex(({ id }) => seen.has(id)) : queues.length;
  queues.forEach((queue, place) => {
    if (full.includes(queue)) turn.looked(queue, false);
    else if (place < end) turn.looked(queue, true);
  });
}

function countByQueue(people: readonly ReadyPerson[]): Map<number, number> {
  const seen = new Map<number, number>();
  for (const { row } of people) seen.set(row.queue, (seen.get(row.queue) ?? 0) + 1);
  return seen;
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

const HOLD = `select l.id, l.next_at, coalesce(l.per_second, 0), coalesce(${SHARED_PACE}, l.id),
    l.paced_at, l.rates, coalesce(${CAMPAIGN_PACE}, l.id) from queues l
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

class HeldRates {
  readonly #work: Work;
  readonly #queues: ReadonlyMap<number, RatedQueue>;

  private constructor(work: Work, queues: readonly RatedQueue[]) {
    this.#work = work;
    this.#queues = new Map(queues.map((queue) => [queue.id, queue]));
  }

  static async hold(work: Work, queues: readonly OpenQueue[]): Promise<HeldRates> {
    const rows = await work.sql.rows(HOLD, listOf(queues, "id"));
    return new HeldRates(work, rows.map(ratedQueue));
  }

  slots(queue: OpenQueue): number {
    return Math.min(...this.#of(queue).map(({ gate }) => queueSlots(gate, this.#work.now)));
  }

  opensAt(queue: OpenQueue): number {
    return Math.max(...this.#of(queue).map(({ gate }) => queueOpensAt(gate, this.#work.now)));
  }

  async take(queue: OpenQueue, taken: number): Promise<void> {
    if (taken === 0) return;
    const passed = this.#of(queue).filter(({ gate }) => gate.perSecond !== null);
    for (const { gate } of passed) gate.nextAt = queueTaken(gate, this.#work.now, taken);
    for (const { id, own, pace } of new Set(passed.map(({ of }) => of)))
      await this.#work.sql.run(SAVE, own.nextAt, pace.nextAt, id);
  }

  #of({ id }: OpenQueue): readonly { readonly of: RatedQueue; readonly gate: Gate }[] {
    const own = this.#queues.get(id);
    if (own === undefined) return [];
    const rated = [...new Set([id, own.step])].flatMap((one) => this.#queues.get(one) ?? []);
    const paced = this.#queues.get(own.campaign) ?? own;
    return [...rated.map((of) => ({ of, gate: of.own })), { of: paced, gate: paced.pace }];
  }
}

function ratedQueue(row: Row): RatedQueue {
  const perSecond = numberAt(row, 2);
  const { pace = null } = JSON.parse(String(row[5])) as Rates;
  return {
    id: numberAt(row, 0),
    own: { nextAt: numberAt(row, 1), perSecond: perSecond === 0 ? null : perSecond },
    pace: { nextAt: numberAt(row, 4), perSecond: pace },
    step: numberAt(row, 3),
    campaign: numberAt(row, 6),
  };
}
