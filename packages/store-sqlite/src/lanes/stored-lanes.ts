import { type Slices, type StoredLane, slicesOf } from "@relance/store";
import type { Sql } from "../transaction/sql.ts";

/** What {@link StoredLane} consists of. */
export const LANE_FIELDS = `id, step, position, slice, planned, provider, gate, reason, actor, review_at as reviewAt,
  per_second as perSecond, holds, rates, leads, released_through as released, release_review_at as releaseReviewAt,
  claimed_at as claimedAt, steered, steered_by as steeredBy,
  rated_by as ratedBy`;

const READ = `select ${LANE_FIELDS} from lanes where campaign = ? order by id`;

const ADD = `insert into lanes (campaign, step, position, slice, planned, provider, gate, reason, actor, review_at,
    per_second, holds, rates, leads, released_through, release_review_at, claimed_at, steered, steered_by,
    rated_by)
  values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;

const SAVE = `update lanes set provider = ?, gate = ?, reason = ?, actor = ?, review_at = ?, per_second = ?, holds = ?,
  rates = ?, leads = ?, released_through = ?, release_review_at = ?, claimed_at = ?, steered = ?, steered_by = ?,
  rated_by = ?, ver = ver + 1 where id = ?`;

/** Slices about which something is ordered, with the lane that they are a part of. Mostly there are none. */
const SLICES = `select w.id, s.slice, s.id from lanes s join lanes w on w.campaign = s.campaign and w.step = s.step
    and w.position = s.position and w.planned = s.planned and w.slice = 0
  where s.slice <> 0 and (s.holds <> '{}' or s.rates <> '{}' or s.leads <> '{}')`;

/** The lanes of slices: by the lane that they are a part of, then by the number of the slice's word. */
export function readSlices(sql: Sql): Slices {
  return slicesOf(sql.rows(SLICES) as number[][]);
}

/** The lanes of a campaign, in the order in which they were made. */
export function readLanes(sql: Sql, campaign: number): StoredLane[] {
  return sql.all<StoredLane>(READ, campaign);
}

/** Writes lanes that were changed, and those that are new. */
export function writeLanes(sql: Sql, campaign: number, lanes: readonly StoredLane[]): void {
  for (const lane of lanes) {
    const { id, step, position, slice, planned, provider, gate, reason, actor, reviewAt, perSecond } = lane;
    const { holds, rates, leads, released, releaseReviewAt, claimedAt, steered, steeredBy, ratedBy } = lane;
    const shown = [provider, gate, reason, actor, reviewAt, perSecond, holds, rates, leads];
    const kept = [released, releaseReviewAt, claimedAt, steered, steeredBy, ratedBy];
    if (id === 0) sql.run(ADD, campaign, step, position, slice, planned, ...shown, ...kept);
    else sql.run(SAVE, ...shown, ...kept, id);
  }
}
