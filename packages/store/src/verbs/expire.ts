import { expire as expireRule, PHASE } from "@relance/rules";
import { CAUSES, type SliceAnswer } from "@relance/spec";
import { closeFinished } from "../campaigns/close-finished.ts";
import { isAnybodyOpen } from "../counts/counters.ts";
import { isClockStepping } from "../due/clock-step.ts";
import { nextDeadline, walkDeadlines } from "../due/deadline-walk.ts";
import { GRACE_MS } from "../inbox/watermark.ts";
import { before } from "../people/person-changes.ts";
import type { Work } from "../transaction/work.ts";

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
