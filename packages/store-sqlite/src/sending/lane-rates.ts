import { laneTaken, type PacedLane, SHARED_PACE } from "@relance/store";
import type { Work } from "../transaction/work.ts";
import type { OpenLane } from "./ready-rows.ts";

const SHARED = `select id, per_second as perSecond, next_at as nextAt from lanes where id =
  (select ${SHARED_PACE} from lanes l where l.id = ?)`;

/** A lane as far as its rate goes. */
interface RatedLane extends PacedLane {
  readonly id: number;
  nextAt: number;
}

/** The rates at which lanes leave: their own, and the one that they share with others. */
export class LaneRates {
  readonly #work: Work;
  readonly #known: Map<number, RatedLane>;
  readonly #of = new Map<number, readonly RatedLane[]>();

  constructor(work: Work, lanes: readonly OpenLane[]) {
    this.#work = work;
    this.#known = new Map(lanes.map((lane) => [lane.id, lane]));
  }

  /** What is as slow as the lane has to be. */
  of(lane: OpenLane): readonly RatedLane[] {
    if (lane.perSecond === null) return [lane];
    const known = this.#of.get(lane.id);
    if (known !== undefined) return known;
    const found = this.#work.sql.one<RatedLane>(SHARED, lane.id) ?? lane;
    const shared = this.#known.get(found.id) ?? found;
    this.#known.set(shared.id, shared);
    const all = [...new Set([lane, shared])];
    this.#of.set(lane.id, all);
    return all;
  }

  /** Takes slots in time. */
  take(lane: OpenLane, taken: number): void {
    if (taken === 0) return;
    for (const one of this.of(lane)) {
      if (one.perSecond === null) continue;
      one.nextAt = laneTaken(one, this.#work.now, taken);
      this.#work.sql.run("update lanes set next_at = ? where id = ?", one.nextAt, one.id);
    }
  }
}
