import { type ClosedProvider, Schedule, skipUnavailableAt } from "@relance/rules";
import type { Plan } from "@relance/spec";
import { earliest } from "./clocks.ts";
import { HOT_COLUMNS, type HotRow, readyIn } from "./hot-row.ts";
import { GATE, takingQueues, wholeOf } from "./queue-holds.ts";

/** A walk begins again this long after it came to the end: a recipient may have become due behind it. */
const REROUTED_AGAIN_MS = 60_000;

/** A recipient in a queue, by its order. */
interface WalkPlace {
  readonly dueAt: number;
  readonly sendOrder: number;
  readonly id: number;
}

interface LedWalk extends WalkPlace {
  readonly rerouted: string;
  /** When it first came to the end. */
  readonly endedAt: number | undefined;
}

/** Before all in a queue. */
const START: WalkPlace = { dueAt: Number.MIN_SAFE_INTEGER, sendOrder: -1, id: 0 };

/**
 * How far a process has looked through whole queues for the recipients of destinations that leave through another
 * provider. Nothing but a memory: a process without it looks again.
 */
export class DestinationWalks {
  readonly #walks = new Map<number, LedWalk>();

  /** Where to continue in a queue; `led` names its destinations that leave through another provider. */
  from(queue: number, rerouted: string, now: number): WalkPlace {
    const walk = this.#walks.get(queue);
    const { endedAt = now } = walk ?? {};
    if (walk?.rerouted === rerouted && Math.abs(now - endedAt) < REROUTED_AGAIN_MS) return walk;
    this.#walks.set(queue, { ...START, rerouted, endedAt: undefined });
    return START;
  }

  /** All up to here were checked; with `endedAt` there was none left. */
  reached(queue: number, { dueAt, sendOrder, id }: WalkPlace, endedAt: number | undefined): void {
    const walk = this.#walks.get(queue);
    if (walk !== undefined) this.#walks.set(queue, { ...walk, dueAt, sendOrder, id, endedAt: walk.endedAt ?? endedAt });
  }
}

/** How many a claim looks through in each queue. */
export const WALK_ROWS = 256;

/** SQL: recipients of queue $1 behind the place $2, $3, $4 who are ready and due by $5. */
export const BEHIND: string = `select ${HOT_COLUMNS} from enrollments e where ${readyIn("$1")}
  and (e.due_at, e.send_order) >= ($2, $3) and (e.due_at, e.send_order, e.id) > ($2, $3, $4) and e.due_at <= $5
  order by e.due_at, e.send_order, e.id limit`;

/** SQL: whole queues (`w`) whose destinations (`s`) leave through another provider. */
export const REROUTED_DESTINATIONS: string = `queues s join ${wholeOf("s")} where s.destination <> 0 and s.gate = ${GATE.open} and s.provider <> w.provider`;

/** A walk of several goes begins again this long after its end: others may have become due behind it, and sooner. */
const AGAIN_MS = 10_000;
/** How many are checked in one go, a go a second: more than any provider takes in that time. */
export const CLOSED_ROWS = 2_048;
/** After a go. */
const NEXT_GO_MS = 1_000;

/** No walk begins for a rest that ends sooner, nor for a throttle that has not lasted this long. */
export const LONG_REST_MS = 30_000;
/** A provider that throttled us and was not asked for this long may be well. */
export const LATELY_MS = 60_000;

/**
 * SQL: a provider (`p`) that is only at its limit, has taken nothing for a while and has turned a message away lately. $1 is so
 * much later than now as a long rest lasts.
 */
const THROTTLES_ALL = `p.faults = 0 and p.faulty_since between 1 and $1::bigint - ${2 * LONG_REST_MS}
  and p.closed_until > $1::bigint - ${LONG_REST_MS + LATELY_MS}`;

/**
 * SQL: queues that lead through a provider whose account refuses, that does not answer, that rests until after $1, or
 * that throttles every message, where another step follows or the step has another place.
 */
export const CLOSED_QUEUES: string = `queues l join providers p on p.provider = l.provider
  and (p.faults > 0 or p.closed_until > $1 or (${THROTTLES_ALL}))
  where l.gate = ${GATE.open} and exists (select 1 from queues n where n.campaign = l.campaign
    and (n.step > l.step or (n.step = l.step and n.planned <> l.planned)))`;

/** SQL: queues of the campaigns $1 that lead through a provider that takes messages at $2. */
export const TAKING_QUEUES: string = `select l.id from ${takingQueues("$2")} and l.campaign = any($1::int[])`;

/** SQL: since when the provider (`p`) takes nothing; 0 = it only said when to come back. */
export const FAULTY_SINCE: string = `case when p.faults > 0 or (${THROTTLES_ALL}) then p.faulty_since else 0 end`;

interface Walk extends WalkPlace {
  /** When the first of those looked at continues to the next step; absent = none does. */
  readonly soonest: number | undefined;
  readonly endedAt: number | undefined;
  /** It began with this go. */
  readonly isFirst: boolean;
}

/** How far a process has looked through queues of closed providers for people who do not wait any longer. Nothing but a memory. */
export class ClosedWalks {
  readonly #walks = new Map<number, Walk>();

  /** Where to continue in a queue; absent = none was checked yet. */
  from(queue: number, now: number): WalkPlace | undefined {
    const walk = this.#walks.get(queue);
    if (walk?.endedAt === undefined) return walk ?? START;
    const isCalm = now < (walk.soonest ?? Number.POSITIVE_INFINITY);
    if (isCalm && Math.abs(now - walk.endedAt) < (walk.isFirst ? NEXT_GO_MS : AGAIN_MS)) return undefined;
    this.#walks.delete(queue);
    return START;
  }

  /** These were checked. Answers those who continue now. */
  looked(queue: number, rows: readonly HotRow[], { now, closedTo, planOf, releasedThrough }: Look): readonly HotRow[] {
    const found: HotRow[] = [];
    const before = this.#walks.get(queue);
    let soonest = before?.soonest;
    for (const row of rows) {
      if (row.sendOrder >= releasedThrough) continue;
      const at = skipUnavailableAt(new Schedule(row, planOf(row), now), closedTo(row));
      if (at <= now) found.push(row);
      else if (at !== Number.POSITIVE_INFINITY) soonest = earliest(soonest, at);
    }
    const { dueAt, sendOrder, id } = rows.at(-1) ?? before ?? START;
    const endedAt = rows.length < CLOSED_ROWS ? now : undefined;
    this.#walks.set(queue, { dueAt, sendOrder, id, soonest, endedAt, isFirst: before === undefined });
    return found;
  }

  /** When a recipient of a queue is to be checked. */
  nextAt(queue: number, now: number): number | undefined {
    const walk = this.#walks.get(queue);
    return walk?.endedAt === undefined ? now + NEXT_GO_MS : walk.soonest;
  }
}

interface Look {
  readonly now: number;
  /** The provider, as it concerns this recipient. */
  closedTo(row: HotRow): ClosedProvider;
  planOf(row: HotRow): Plan;
  readonly releasedThrough: number;
}
