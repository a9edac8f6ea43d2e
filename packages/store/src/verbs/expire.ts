import { expire as expireRule, PHASE } from "@relance/rules";
import { CAUSES, type SliceAnswer } from "@relance/spec";
import { CAMPAIGN_STATES } from "../campaign-states.ts";
import { lockCampaign, setCampaignState } from "../campaigns/campaigns.ts";
import { COUNTER, isAnybodyOpen } from "../counts/counters.ts";
import { isClockStepping } from "../due/clock-step.ts";
import { nextDeadline, walkDeadlines } from "../due/deadline-walk.ts";
import { GRACE_MS } from "../inbox/watermark.ts";
import { before } from "../people/person-changes.ts";
import { numberAt } from "../transaction/sql.ts";
import type { Work } from "../transaction/work.ts";

const LIVE = ["running", "held", "draining"] as const;
const NUMBERS = LIVE.map((state) => CAMPAIGN_STATES.indexOf(state)).join(", ");

/** Somebody waits, or a message is on the wire. */
const UNSETTLED = `((kind = ${COUNTER.states} and a in (0, 1)) or (kind = ${COUNTER.attempts} and a = 0))`;

/** Campaigns with a sealed audience in which nobody is open. */
const FINISHED = `with k as (select campaign, sum(n) as n from all_counters c where ${UNSETTLED} group by campaign)
  select c.id from campaigns c left join k on k.campaign = c.id
  where c.state in (${NUMBERS}) and c.is_open = 0 and coalesce(k.n, 0) = 0 order by c.id`;

const STILL = `select coalesce(sum(n), 0)::bigint from all_counters k where k.campaign = $1 and ${UNSETTLED}`;

/**
 * A campaign in which nobody waits and nothing is on the wire is over. Whoever opens somebody again holds the campaign's
 * row, so it is counted once more behind that lock.
 */
async function closeFinished(work: Work): Promise<void> {
  await work.flush(); // this transaction's own deltas count as well
  for (const row of await work.sql.rows(FINISHED)) {
    const campaign = numberAt(row, 0);
    const state = await lockCampaign(work, campaign);
    if (!LIVE.some((live) => live === state)) continue;
    if ((await work.sql.row(STILL, campaign))?.[0] !== 0) continue;
    await setCampaignState(work, campaign, "closed", "campaign.closed");
  }
}

const OPEN = [PHASE.ready, PHASE.submitting, PHASE.resolving, PHASE.awaiting, PHASE.waiting];

/**
 * Somebody may be enrolled, by a transaction that took long, behind a walk that had gone by. A second walk follows at a
 * distance that no transaction takes, and finds nobody on other days.
 */
const SECOND_MS = 10 * 60_000;

/** Ends everybody whose legal deadline passed; what is on the wire settles as evidence. */
export async function expire(work: Work): Promise<SliceAnswer> {
  const { now } = work;
  if (await isClockStepping(work)) return { moved: 0, byCause: {}, more: false, now };
  const first = await walkDeadlines(work, "expired", { until: now - GRACE_MS, phases: OPEN });
  const second = first.isDone
    ? await walkDeadlines(work, "expired.again", { until: now - SECOND_MS, phases: OPEN })
    : { rows: [], isDone: false };
  const found = new Set([...first.rows, ...second.rows]);
  // whoever was waited for may have more time by now: the walk comes to the new deadline later
  const rows = [...found].filter(({ deadline }) => deadline <= now - GRACE_MS);
  await work.lanes.need(rows.filter(({ phase }) => phase === PHASE.ready).map(({ lane }) => lane));
  const byCause: Partial<Record<string, number>> = {};
  for (const row of rows) {
    const was = before(row);
    work.save(row, was, expireRule(row, work.lanes.isOverBudget(row.lane)));
    const cause = CAUSES[row.cause] ?? "deadline";
    byCause[cause] = (byCause[cause] ?? 0) + 1;
  }
  const moved = rows.length;
  if (!first.isDone || !second.isDone) return { moved, byCause, more: true, now };
  await closeFinished(work);
  const next = (await isAnybodyOpen(work.sql)) ? await nextDeadline(work, first.through) : undefined;
  return { moved, byCause, more: false, now, nextDueAt: next === undefined ? undefined : next + GRACE_MS };
}
