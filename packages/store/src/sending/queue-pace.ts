import type { Rates } from "../queues/queue-holds.ts";
import {
  CAMPAIGN_PACE,
  type PacedQueue,
  queueOpensAt,
  queueSlots,
  queueTaken,
  SHARED_PACE,
} from "../queues/queue-pace.ts";
import { listOf, numberAt, type Row } from "../transaction/sql.ts";
import type { Work } from "../transaction/work.ts";
import type { OpenQueue } from "./ready-rows.ts";

const HOLD = `select l.id, l.next_at, coalesce(l.per_second, 0), coalesce(${SHARED_PACE}, l.id),
    l.paced_at, l.rates, coalesce(${CAMPAIGN_PACE}, l.id) from queues l
  where l.id = any($1::int[]) or l.id in (select ${SHARED_PACE} from queues l where l.id = any($1::int[]))
    or l.id in (select ${CAMPAIGN_PACE} from queues l where l.id = any($1::int[]))
  order by l.id for no key update of l`;

const SAVE = "update queues set next_at = $1, paced_at = $2 where id = $3";

/** A rate, and when it has its next slot. */
interface Gate extends PacedQueue {
  nextAt: number;
}

/** A queue as far as its rates go. */
interface RatedQueue {
  readonly id: number;
  readonly own: Gate;
  /** The campaign's rate over the queue's provider. */
  readonly pace: Gate;
  /** The queue of its step whose rate it shares. */
  readonly step: number;
  /** The queue that keeps the campaign's rate. */
  readonly campaign: number;
}

/** The rates at which queues leave, their own and those that they share with others; held until the transaction ends. */
export class HeldRates {
  readonly #work: Work;
  readonly #queues: ReadonlyMap<number, RatedQueue>;

  private constructor(work: Work, queues: readonly RatedQueue[]) {
    this.#work = work;
    this.#queues = new Map(queues.map((queue) => [queue.id, queue]));
  }

  /** Holds the rates of these queues, and reads anew when their next slots are. */
  static async hold(work: Work, queues: readonly OpenQueue[]): Promise<HeldRates> {
    const rows = await work.sql.rows(HOLD, listOf(queues.map(({ id }) => id)));
    return new HeldRates(work, rows.map(ratedQueue));
  }

  /** How many of this queue may leave now. */
  slots(queue: OpenQueue): number {
    return Math.min(...this.#of(queue).map(({ gate }) => queueSlots(gate, this.#work.now)));
  }

  /** When it may go on. */
  opensAt(queue: OpenQueue): number {
    return Math.max(...this.#of(queue).map(({ gate }) => queueOpensAt(gate, this.#work.now)));
  }

  /** Takes slots in time. */
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
