import { laneOpensAt, laneSlots, laneTaken, type PacedLane, SHARED_PACE } from "../lanes/lane-pace.ts";
import { listOf, numberAt } from "../transaction/sql.ts";
import type { Work } from "../transaction/work.ts";
import type { OpenLane } from "./ready-rows.ts";

const HOLD = `select l.id, l.next_at, coalesce(l.per_second, 0), coalesce(${SHARED_PACE}, l.id) from lanes l
  where l.id = any($1::int[]) or l.id in (select ${SHARED_PACE} from lanes l where l.id = any($1::int[]))
  order by l.id for no key update of l`;

/** A lane as far as its rate goes. */
interface RatedLane extends PacedLane {
  readonly id: number;
  nextAt: number;
}

/** The rates at which lanes leave, their own and the one that they share with others; held until the transaction ends. */
export class HeldRates {
  readonly #work: Work;
  readonly #rates: ReadonlyMap<number, RatedLane>;
  readonly #shared: ReadonlyMap<number, number>;

  private constructor(work: Work, rates: readonly RatedLane[], shared: ReadonlyMap<number, number>) {
    this.#work = work;
    this.#rates = new Map(rates.map((rate) => [rate.id, rate]));
    this.#shared = shared;
  }

  /** Holds the rates of these lanes, and reads anew when their next slots are. */
  static async hold(work: Work, lanes: readonly OpenLane[]): Promise<HeldRates> {
    const rows = await work.sql.rows(HOLD, listOf(lanes.map(({ id }) => id)));
    const rates = rows.map((row): RatedLane => {
      const perSecond = numberAt(row, 2);
      return {
        id: numberAt(row, 0),
        nextAt: numberAt(row, 1),
        perSecond: perSecond === 0 ? null : perSecond,
      };
    });
    return new HeldRates(work, rates, new Map(rows.map((row) => [numberAt(row, 0), numberAt(row, 3)])));
  }

  /** How many of this lane may leave now. */
  slots(lane: OpenLane): number {
    return Math.min(...this.#of(lane).map((rate) => laneSlots(rate, this.#work.now)));
  }

  /** When it may go on. */
  opensAt(lane: OpenLane): number {
    return Math.max(...this.#of(lane).map((rate) => laneOpensAt(rate, this.#work.now)));
  }

  /** Takes slots in time. */
  async take(lane: OpenLane, taken: number): Promise<void> {
    if (taken === 0) return;
    for (const rate of this.#of(lane)) {
      if (rate.perSecond === null) continue;
      rate.nextAt = laneTaken(rate, this.#work.now, taken);
      await this.#work.sql.run("update lanes set next_at = $1 where id = $2", rate.nextAt, rate.id);
    }
  }

  #of(lane: OpenLane): readonly RatedLane[] {
    const ids = new Set([lane.id, this.#shared.get(lane.id) ?? lane.id]);
    return [...ids].flatMap((id) => this.#rates.get(id) ?? []);
  }
}
