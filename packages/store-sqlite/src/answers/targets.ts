import type { AcknowledgeTarget } from "@relance/spec";
import { sinceOf } from "@relance/store";
import type { StoreContext } from "../transaction/context.ts";

interface Candidate {
  readonly id: number;
  readonly version: number;
  readonly campaign: number;
  readonly state: number;
}

const BY_KEY = `select e.id, e.version, e.campaign, c.state from people p
  join campaigns c on c.id = p.campaign join enrollments e on e.id = p.id
  where p.key = ? and c.tenant = ?`;

const CLOSED = 6;

/**
 * Enrollments that an acknowledgement is about. A key names every matter of that person with this event; matters of
 * campaigns that are over are meant only when there is no other. What happened before a campaign's `since` is not
 * about that campaign.
 */
export function targetsOf(
  { sql, versions }: StoreContext,
  target: AcknowledgeTarget,
  happenedAt: number = Number.POSITIVE_INFINITY,
): number[] {
  if ("enrollment" in target) {
    const row = sql.row("select id from enrollments where id = ?", target.enrollment);
    return row === undefined ? [] : [target.enrollment];
  }
  const { key, tenant, on, campaign } = target;
  const all = sql
    .all<Candidate>(BY_KEY, key, tenant)
    .filter((one) => campaign === undefined || one.campaign === campaign)
    .filter((one) => on === undefined || versions.get(one.version).plan.on === on)
    .filter((one) => happenedAt >= sinceOf(versions.get(one.version)));
  const live = all.filter(({ state }) => state !== CLOSED);
  return (live.length > 0 ? live : all).map(({ id }) => id);
}
