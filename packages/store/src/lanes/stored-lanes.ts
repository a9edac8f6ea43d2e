import type { Sql } from "../transaction/sql.ts";
import type { ShownHold } from "./lane-holds.ts";
import { isSamePlace, type OrderedLane } from "./lane-standing.ts";

/** What was ordered about a slice at a place where it was not steered by itself. */
const NOTHING = { holds: "{}", rates: "{}", ratedBy: "{}", leads: "{}" } as const;

/** A lane of a slice, about which nothing is ordered yet, beside its whole lane. */
export function besideWhole(whole: StoredLane, slice: number): StoredLane {
  return { ...whole, ...NOTHING, id: 0, slice, steered: 0 };
}

/** A slice's lane beside each whole lane, whether it was steered by itself there or not. */
export function ownLanes(
  stored: readonly StoredLane[],
  wholes: readonly StoredLane[],
  slice: number,
): readonly StoredLane[] {
  return wholes.map(
    (whole) => stored.find((lane) => lane.slice === slice && isSamePlace(lane, whole)) ?? besideWhole(whole, slice),
  );
}

/** Something is ordered about this lane itself. */
export function isOrdered({ holds, rates, leads }: StoredLane): boolean {
  return holds !== NOTHING.holds || rates !== NOTHING.rates || leads !== NOTHING.leads;
}

/** What {@link StoredLane} consists of. */
const LANE_FIELDS = `id, step, position, slice, planned, provider, gate, reason, actor, review_at as "reviewAt",
  per_second as "perSecond", holds, rates, leads, released_through as released, release_review_at as "releaseReviewAt",
  claimed_at as "claimedAt", steered, steered_by as "steeredBy",
  rated_by as "ratedBy"`;

const READ = `select ${LANE_FIELDS} from lanes where campaign = $1 order by id`;
/** In ascending order, so that two who steer wait for each other and no more. */
const HOLD = `${READ} for no key update`;

const ADD = `insert into lanes (campaign, step, position, slice, planned, provider, gate, reason, actor, review_at,
    per_second, holds, rates, leads, released_through, release_review_at, claimed_at, steered, steered_by,
    rated_by)
  values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)`;

const SAVE = `update lanes set provider = $1, gate = $2, reason = $3, actor = $4, review_at = $5, per_second = $6, holds = $7,
  rates = $8, leads = $9, released_through = $10, release_review_at = $11, claimed_at = $12, steered = $13, steered_by = $14,
  rated_by = $15, ver = ver + 1 where id = $16`;

/** The lanes of a campaign, in the order in which they were made. */
export async function readLanes(sql: Sql, campaign: number): Promise<StoredLane[]> {
  return sql.all<StoredLane>(READ, campaign);
}

/** That, and nobody else changes them before the transaction ends. */
export async function holdLanes(sql: Sql, campaign: number): Promise<StoredLane[]> {
  return sql.all<StoredLane>(HOLD, campaign);
}

export async function writeLanes(sql: Sql, campaign: number, lanes: readonly StoredLane[]): Promise<void> {
  for (const lane of lanes) {
    const { id, step, position, slice, planned, provider, gate, reason, actor, reviewAt, perSecond } = lane;
    const { holds, rates, leads, released, releaseReviewAt, claimedAt, steered, steeredBy, ratedBy } = lane;
    const shown = [provider, gate, reason, actor, reviewAt, perSecond, holds, rates, leads];
    const kept = [released, releaseReviewAt, claimedAt, steered, steeredBy, ratedBy];
    if (id === 0) await sql.run(ADD, campaign, step, position, slice, planned, ...shown, ...kept);
    else await sql.run(SAVE, ...shown, ...kept, id);
  }
}

export interface StoredLane extends OrderedLane, ShownHold {
  /** 0 = it is not in the store yet. */
  readonly id: number;
  readonly provider: number;
  readonly perSecond: number | null;
  readonly released: number;
  readonly releaseReviewAt: number | null;
  readonly claimedAt: number;
  /** The version of its last order; 0 = there was none. */
  readonly steered: number;
  /** That order (JSON). */
  readonly steeredBy: string | null;
}
