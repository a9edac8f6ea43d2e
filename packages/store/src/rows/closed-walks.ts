import { type ClosedProvider, Schedule, skipUnavailableAt } from "@relance/rules";
import type { Plan } from "@relance/spec";
import { earliest } from "./clocks.ts";
import { HOT_COLUMNS, type HotRow, readyIn } from "./hot-row.ts";
import { GATE, wholeQueue } from "./queue-holds.ts";

/** A finished scan restarts after this many milliseconds, because earlier rows may have become due. */
const REROUTED_AGAIN_MS = 60_000;

interface WalkPlace {
  readonly dueAt: number;
  readonly sendOrder: number;
  readonly id: number;
}

interface TrackedWalk extends WalkPlace {
  readonly rerouted: string;
  readonly endedAt: number | undefined;
}

const START: WalkPlace = { dueAt: Number.MIN_SAFE_INTEGER, sendOrder: -1, id: 0 };

/** For each queue, the position up to which this process has scanned for recipients of rerouted destinations. */
export class DestinationWalks {
  readonly #walks = new Map<number, TrackedWalk>();

  from(queue: number, rerouted: string, now: number): WalkPlace {
    const walk = this.#walks.get(queue);
    const { endedAt = now } = walk ?? {};
    if (walk?.rerouted === rerouted && Math.abs(now - endedAt) < REROUTED_AGAIN_MS) return walk;
    this.#walks.set(queue, { ...START, rerouted, endedAt: undefined });
    return START;
  }

  reached(queue: number, { dueAt, sendOrder, id }: WalkPlace, endedAt: number | undefined): void {
    const walk = this.#walks.get(queue);
    if (walk !== undefined) this.#walks.set(queue, { ...walk, dueAt, sendOrder, id, endedAt: walk.endedAt ?? endedAt });
  }
}

export const WALK_ROWS = 256;

/** SQL: recipients of queue $1 after the position $2, $3, $4 who are ready and due by $5. */
export const BEHIND: string = `select ${HOT_COLUMNS} from enrollments e where ${readyIn("$1")}
  and (e.due_at, e.send_order) >= ($2, $3) and (e.due_at, e.send_order, e.id) > ($2, $3, $4) and e.due_at <= $5
  order by e.due_at, e.send_order, e.id limit`;

export const REROUTED_DESTINATIONS: string = `queues s join ${wholeQueue("s")} where s.destination <> 0 and s.gate = ${GATE.open} and s.provider <> w.provider`;

const AGAIN_MS = 10_000;
/** Rows per batch, one batch per second: more than any provider sends. */
export const CLOSED_ROWS = 2_048;
const NEXT_GO_MS = 1_000;

/** If a provider pauses or throttles for fewer milliseconds than this, its queues are not scanned. */
export const LONG_REST_MS = 30_000;
/** If a throttling provider was not used for this many milliseconds, it may work again. */
export const LATELY_MS = 60_000;

/** SQL: a provider (`p`) that throttles, and has accepted no message for a while. $1 is the time plus a long pause. */
const THROTTLES_ALL = `p.faults = 0 and p.faulty_since between 1 and $1::bigint - ${2 * LONG_REST_MS}
  and p.closed_until > $1::bigint - ${LONG_REST_MS + LATELY_MS}`;

/** SQL: queues with an alternative to a provider that is held, closed, paused after $1, or throttles everything. */
export const CLOSED_QUEUES: string = `queues l left join providers p on p.provider = l.provider
  where case l.gate when ${GATE.left} then l.position > 0
    when ${GATE.open} then p.faults > 0 or p.closed_until > $1 or (${THROTTLES_ALL}) else false end
  and exists (select 1 from queues n where n.campaign = l.campaign
    and (n.step > l.step or (n.step = l.step and n.planned <> l.planned)))`;

/** SQL: queues of the campaigns $1 whose provider accepts messages at $2, or lacks a recipient for its due probe. */
export const TAKING_QUEUES: string = `select l.id, coalesce(p.faults, 0) as faults from queues l
  left join providers p on p.provider = l.provider
  where l.gate = ${GATE.open} and l.campaign = any($1::int[]) and coalesce(p.closed_until, 0) <= $2
    and (coalesce(p.faults, 0) = 0 or not exists (select 1 from enrollments e
      where ${readyIn("l.id")} and e.due_at <= $2 and e.send_order < l.released_through))`;

/** SQL: since when the provider (`p`) has accepted nothing; 0 if its API only requested a pause. */
export const FAULTY_SINCE: string = `case when p.faults > 0 or (${THROTTLES_ALL}) then p.faulty_since else 0 end`;

interface Walk extends WalkPlace {
  readonly soonest: number | undefined;
  readonly endedAt: number | undefined;
  readonly isFirst: boolean;
}

/** How far this process has scanned each closed provider's queue for recipients who must not wait longer. */
export class ClosedWalks {
  readonly #walks = new Map<number, Walk>();
  readonly #pauses = new Map<number, { readonly until: number; readonly seenAt: number }>();

  pauseSeenAt(queue: number, until: number, now: number): number {
    const known = this.#pauses.get(queue);
    if (known?.until === until) return known.seenAt;
    this.#pauses.set(queue, { until, seenAt: now });
    return now;
  }

  from(queue: number, now: number): WalkPlace | undefined {
    const walk = this.#walks.get(queue);
    if (walk?.endedAt === undefined) return walk ?? START;
    const isCalm = now < (walk.soonest ?? Number.POSITIVE_INFINITY);
    if (isCalm && Math.abs(now - walk.endedAt) < (walk.isFirst ? NEXT_GO_MS : AGAIN_MS)) return undefined;
    this.#walks.delete(queue);
    return START;
  }

  looked(queue: number, rows: readonly HotRow[], { now, closedTo, planFor, releasedThrough }: Look): readonly HotRow[] {
    const found: HotRow[] = [];
    const before = this.#walks.get(queue);
    let soonest = before?.soonest;
    for (const row of rows) {
      if (row.sendOrder >= releasedThrough) continue;
      const at = skipUnavailableAt(new Schedule(row, planFor(row), now), closedTo(row));
      if (at <= now) found.push(row);
      else if (at !== Number.POSITIVE_INFINITY) soonest = earliest(soonest, at);
    }
    const { dueAt, sendOrder, id } = rows.at(-1) ?? before ?? START;
    const endedAt = rows.length < CLOSED_ROWS ? now : undefined;
    this.#walks.set(queue, { dueAt, sendOrder, id, soonest, endedAt, isFirst: before === undefined });
    return found;
  }

  nextAt(queue: number, now: number): number | undefined {
    const walk = this.#walks.get(queue);
    return walk?.endedAt === undefined ? now + NEXT_GO_MS : walk.soonest;
  }
}

interface Look {
  readonly now: number;
  closedTo(row: HotRow): ClosedProvider;
  planFor(row: HotRow): Plan;
  readonly releasedThrough: number;
}
