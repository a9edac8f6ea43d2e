import { ATTEMPT, expire as expireRule, PHASE } from "@relance/rules";
import type { BatchAnswer } from "@relance/spec";
import { lockCampaign, setCampaignState } from "../moves/campaigns.ts";
import { isClockStepping } from "../moves/clock-step.ts";
import { COUNTER, isAnybodyOpen, OPEN_PEOPLE } from "../rows/counters.ts";
import type { HotRow } from "../rows/hot-row.ts";
import { holdRows } from "../rows/hot-rows.ts";
import { GRACE_MS } from "../rows/receiver-downtime.ts";
import { foundOrAdded, numbersIn, pluck, type StoredRow } from "../rows/sql.ts";
import { LIVE_STATES, stateNumbers } from "../rows/versions.ts";
import type { Work } from "../work/work.ts";

const BEGIN = "insert into walks (campaign, name) values (0, $1) on conflict do nothing";
const TAKE = "select deadline, id from walks where campaign = 0 and name = $1 for update skip locked";
const SAVE = "update walks set deadline = $1, id = $2 where campaign = 0 and name = $3";

const NEXT = `select id, deadline from people where (deadline, id) > ($1, $2) and deadline <= $3
  order by deadline, id limit $4`;
/** SQL: waits for locked rows instead of skipping them, because the scan reads each row only once. */
const HOLD = holdRows("and e.phase = any($2::smallint[])");

type Place = StoredRow<"deadline" | "id">;

interface WalkStep {
  readonly rows: readonly HotRow[];
  /** True if the scan reached its end, or if another process runs it. */
  readonly isDone: boolean;
  readonly through: number;
}

/** Reads the next batch of a scan in the order of deadlines. Any process can continue the scan. */
export async function walkDeadlines(
  work: Work,
  name: string,
  { from = 0, until, phases }: { readonly from?: number; readonly until: number; readonly phases: readonly number[] },
): Promise<WalkStep> {
  const { sql } = work;
  const take = () => sql.one<Place>(TAKE, name); // while another process scans, the row is locked and skipped
  const saved = await foundOrAdded<Place | undefined>(take, () => sql.run(BEGIN, name));
  if (saved === undefined) return { rows: [], isDone: true, through: until };
  const { deadline, id } = saved.deadline < from ? { deadline: from, id: 0 } : saved;
  const { batch } = work.context.settings;
  const found = await sql.all<Place>(NEXT, deadline, id, until, batch);
  const last = found.at(-1);
  if (last === undefined) return { rows: [], isDone: true, through: deadline };
  await sql.run(SAVE, last.deadline, last.id, name);
  const rows = await work.rows.adopt(await sql.rows(HOLD, pluck(found, "id"), phases));
  return { rows, isDone: found.length < batch, through: last.deadline };
}

export async function nextDeadline(work: Work, through: number): Promise<number | undefined> {
  const text = "select deadline from people where deadline > $1 order by deadline limit 1";
  return (await work.sql.one<StoredRow<"deadline">>(text, through))?.deadline;
}

const UNSETTLED = `kind in (${COUNTER.states}, ${COUNTER.attempts})
  and ((${OPEN_PEOPLE}) or (kind = ${COUNTER.attempts} and a = ${ATTEMPT.submitting}))`;

const FINISHED = `with k as (select campaign, sum(n) as n from all_counters c where ${UNSETTLED} group by campaign)
  select c.id from campaigns c left join k on k.campaign = c.id
  where c.state in (${stateNumbers(...LIVE_STATES)}) and c.is_open = 0 and coalesce(k.n, 0) = 0 order by c.id`;

const STILL = `select coalesce(sum(n), 0)::bigint from all_counters k where k.campaign = $1 and ${UNSETTLED}`;

/** Closes finished campaigns. Recipients are counted under the lock, because reopening takes the same lock. */
async function closeFinished(work: Work): Promise<void> {
  await work.flush();
  for (const campaign of numbersIn(await work.sql.rows(FINISHED))) {
    const state = await lockCampaign(work, campaign);
    if (!LIVE_STATES.some((live) => live === state)) continue;
    if ((await work.sql.row(STILL, campaign))?.[0] !== 0) continue;
    await setCampaignState(work, campaign, "closed", "campaign.closed");
  }
}

const OPEN = [PHASE.ready, PHASE.submitting, PHASE.resolving, PHASE.awaiting, PHASE.waiting];

/** The second scan is this many milliseconds behind, to find recipients that a long transaction enrolled meanwhile. */
const SECOND_MS = 10 * 60_000;

/** Ends enrollments whose deadline has passed. Outcomes that arrive later are stored as evidence. */
export async function expire(work: Work): Promise<BatchAnswer> {
  const { now } = work;
  if (await isClockStepping(work)) return { moved: 0, more: false, now };
  const first = await walkDeadlines(work, "expired", { until: now - GRACE_MS, phases: OPEN });
  const second = first.isDone
    ? await walkDeadlines(work, "expired.again", { until: now - SECOND_MS, phases: OPEN })
    : { rows: [], isDone: false };
  const found = new Set([...first.rows, ...second.rows]);
  // another transaction may have extended the deadline; the scan then finds the row again later
  const rows = [...found].filter(({ deadline }) => deadline <= now - GRACE_MS);
  await work.queues.need(rows.filter(({ phase }) => phase === PHASE.ready).map(({ queue }) => queue));
  for (const row of rows) work.save(row, expireRule(row, work.queues.of(row.queue).isOverBudget));
  const moved = rows.length;
  if (!first.isDone || !second.isDone) return { moved, more: true, now };
  await closeFinished(work);
  const next = (await isAnybodyOpen(work.sql)) ? await nextDeadline(work, first.through) : undefined;
  return { moved, more: false, now, nextDueAt: next === undefined ? undefined : next + GRACE_MS };
}
