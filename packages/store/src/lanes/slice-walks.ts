import { HOT_COLUMNS, readyIn } from "../people/hot-row.ts";
import { GATE } from "./lane-holds.ts";

/** A walk begins again this long after it came to the end: somebody may have become due behind it. */
const AGAIN_MS = 60_000;

/** Somebody in a lane, by its order. */
export interface WalkPlace {
  readonly dueAt: number;
  readonly ord: number;
  readonly id: number;
}

interface Walk extends WalkPlace {
  readonly led: string;
  /** When it first came to the end. */
  readonly endedAt: number | undefined;
}

/** Before everybody in a lane. */
export const START: WalkPlace = { dueAt: Number.MIN_SAFE_INTEGER, ord: -1, id: 0 };

/**
 * How far a process has looked through whole lanes for the people of slices that leave over another provider. Nothing but a
 * memory: whoever forgets it looks again.
 */
export class SliceWalks {
  readonly #walks = new Map<number, Walk>();

  /** Where to go on in a lane; `led` names its slices that leave over another provider. */
  from(lane: number, led: string, now: number): WalkPlace {
    const walk = this.#walks.get(lane);
    const { endedAt = now } = walk ?? {};
    if (walk?.led === led && Math.abs(now - endedAt) < AGAIN_MS) return walk;
    this.#walks.set(lane, { ...START, led, endedAt: undefined });
    return START;
  }

  /** Everybody up to here was looked at; with `endedAt` there was nobody else. */
  reached(lane: number, { dueAt, ord, id }: WalkPlace, endedAt: number | undefined): void {
    const walk = this.#walks.get(lane);
    if (walk !== undefined)
      this.#walks.set(lane, { ...walk, dueAt, ord, id, endedAt: walk.endedAt ?? endedAt });
  }
}

/** How many a claim looks through in each lane. */
export const WALK_ROWS = 256;

/** SQL: people of lane $1 behind the place $2, $3, $4 who are ready and due by $5. */
export const BEHIND: string = `select ${HOT_COLUMNS} from enrollments e where ${readyIn("$1")}
  and (e.due_at, e.ord) >= ($2, $3) and (e.due_at, e.ord, e.id) > ($2, $3, $4) and e.due_at <= $5
  order by e.due_at, e.ord, e.id limit`;

/** SQL: whole lanes (`w`) whose slices (`s`) leave over another provider. */
export const LED_SLICES: string = `lanes s join lanes w on w.campaign = s.campaign and w.step = s.step and w.position = s.position
  and w.planned = s.planned and w.slice = 0 where s.slice <> 0 and s.gate = ${GATE.open} and s.provider <> w.provider`;
