import { COUNTER } from "@relance/store";
import { numberAt } from "../transaction/sql.ts";
import type { Work } from "../transaction/work.ts";
import { setCampaignState } from "./campaigns.ts";

/** Running, held or draining, with a sealed audience. */
const LIVE = "select id from campaigns where state in (3, 4, 5) and is_open = 0";

const OPEN = `select coalesce(sum(n), 0) from counters where campaign = ?1
  and ((kind = ${COUNTER.states} and a in (0, 1)) or (kind = ${COUNTER.attempts} and a = 0))`;

/** A campaign in which nobody waits and nothing is on the wire is over. */
export function closeFinished(work: Work): void {
  for (const row of work.sql.rows(LIVE)) {
    const campaign = numberAt(row, 0);
    const open = work.sql.row(OPEN, campaign);
    if (open === undefined || numberAt(open, 0) !== 0 || work.deltas.has(campaign)) continue;
    setCampaignState(work, campaign, "closed", "campaign.closed");
  }
}
