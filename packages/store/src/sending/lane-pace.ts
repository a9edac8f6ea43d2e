import type { Rates } from "../lanes/lane-holds.ts";
import { CAMPAIGN_PACE, laneOpensAt, laneSlots, laneTaken, type PacedLane, SHARED_PACE } from "../lanes/lane-pace.ts";
import { listOf, numberAt, type Row } from "../transaction/sql.ts";
import type { Work } from "../transaction/work.ts";
import type { OpenLane } from "./ready-rows.ts";

const HOLD = `select l.id, l.next_at, coalesce(l.per_second, 0), coalesce(${SHARED_PACE}, l.id),
    l.paced_at, l.rates, coalesce(${CAMPAIGN_PACE}, l.id) from lanes l
  where l.id = any($1::int[]) or l.id in (select ${SHARED_PACE} from lanes l where l.id = any($1::int[]))
    or l.id in (select ${CAMPAIGN_PACE} from lanes l where l.id = any($1::int[]))
  order by l.id for no key update of l`;

const SAVE = "update lanes set next_at = $1, paced_at = $2 where id = $3";

/** A rate, and when it has its next slot. */
interface Gate extends PacedLane {
  nextAt: number;
}

/** A lane as far as its rates go. */
interface RatedLane {
  readonly id: number;
  readonly own: Gate;
  /** The campaign's rate over the lane's provider. */
  readonly pace: Gate;
  /** The lane of its step whose rate it shares. */
  readonly step: number;
  /** The lane that keeps the campaign's rate. */
  readonly campaign: number;
}

/** The rates at which lanes leave, their own and those that they share with others; held until the transaction ends. */
export class HeldRates {
  readonly #work: Work;
  readonly #lanes: ReadonlyMap<number, RatedLane>;

  private constructor(work: Work, lanes: readonly RatedLane[]) {
    this.#work = work;
    this.#lanes = new Map(lanes.map((lane) => [lane.id, lane]));
  }

  /** Holds the rates of these lanes, and reads anew when their next slots are. */
  static async hold(work: Work, lanes: readonly OpenLane[]): Promise<HeldRates> {
    const rows = await work.sql.rows(HOLD, listOf(lanes.map(({ id }) => id)));
    return new HeldRates(work, rows.map(ratedLane));
  }

  /** How many of this lane may leave now. */
  slots(lane: OpenLane): number {
    return Math.min(...this.#of(lane).map(({ gate }) => laneSlots(gate, this.#work.now)));
  }

  /** When it may go on. */
  opensAt(lane: OpenLane): number {
    return Math.max(...this.#of(lane).map(({ gate }) => laneOpensAt(gate, this.#work.now)));
  }

  /** Takes slots in time. */
  async take(lane: OpenLane, taken: number): Promise<void> {
    if (taken === 0) return;
    const passed = this.#of(lane).filter(({ gate }) => gate.perSecond !== null);
    for (const { gate } of passed) gate.nextAt = laneTaken(gate, this.#work.now, taken);
    for (const { id, own, pace } of new Set(passed.map(({ of }) => of)))
      await this.#work.sql.run(SAVE, own.nextAt, pace.nextAt, id);
  }

  #of({ id }: OpenLane): readonly { readonly of: RatedLane; readonly gate: Gate }[] {
    const own = this.#lanes.get(id);
    if (own === undefined) return [];
    const rated = [...new Set([id, own.step])].flatMap((one) => this.#lanes.get(one) ?? []);
    const paced = this.#lanes.get(own.campaign) ?? own;
    return [...rated.map((of) => ({ of, gate: of.own })), { of: paced, gate: paced.pace }];
  }
}

function ratedLane(row: Row): RatedLane {
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
