import { CAMPAIGN_STATES } from "../campaign-states.ts";
import { COUNTER } from "../counts/counter-kinds.ts";
import { numberAt } from "../transaction/sql.ts";
import type { Work } from "../transaction/work.ts";
import { lockCampaign, setCampaignState } from "./campaigns.ts";

const LIVE = ["running", "held", "draining"] as const;
const NUMBERS = LIVE.map((state) => CAMPAIGN_STATES.indexOf(state)).join(", ");

/** Somebody waits, or a message is on the wire. */
const OPEN = `((kind = ${COUNTER.states} and a in (0, 1)) or (kind = ${COUNTER.attempts} and a = 0))`;

/** Campaigns with a sealed audience in which nobody is open. */
const FINISHED = `with k as (select campaign, sum(n) as n from all_counters c where ${OPEN} group by campaign)
  select c.id from campaigns c left join k on k.campaign = c.id
  where c.state in (${NUMBERS}) and c.is_open = 0 and coalesce(k.n, 0) = 0 order by c.id`;

const STILL = `select coalesce(sum(n), 0)::bigint from all_counters k where k.campaign = $1 and ${OPEN}`;

/**
 * A campaign in which nobody waits and nothing is on the wire is over. Whoever opens somebody again holds the campaign's
 * row, so it is counted once more behind that lock.
 */
export async function closeFinished(work: Work): Promise<void> {
  await work.flush(); // this transaction's own deltas count as well
  for (const row of await work.sql.rows(FINISHED)) {
    const campaign = numberAt(row, 0);
    const state = await lockCampaign(work, campaign);
    if (!LIVE.some((live) => live === state)) continue;
    if ((await work.sql.row(STILL, campaign))?.[0] !== 0) continue;
    await setCampaignState(work, campaign, "closed", "campaign.closed");
  }
}
