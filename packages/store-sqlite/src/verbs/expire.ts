import { expire as expireRule } from "@relance/rules";
import { CAUSES, type SliceAnswer } from "@relance/spec";
import { before } from "@relance/store";
import { closeFinished } from "../campaigns/close-finished.ts";
import { isAnybodyOpen } from "../counts/counters.ts";
import { isClockStepping } from "../due/clock-step.ts";
import { DeadlineWalk } from "../due/deadline-walk.ts";
import { GRACE_MS } from "../inbox/watermark.ts";
import type { Work } from "../transaction/work.ts";

/** Ends everybody whose legal deadline passed; what is on the wire settles as evidence. */
export function expire(work: Work): SliceAnswer {
  const { now, sql } = work;
  if (isClockStepping(work)) return { moved: 0, byCause: {}, more: false, now };
  const walk = new DeadlineWalk(work, "expired_through");
  let moved = 0;
  const byCause: Partial<Record<string, number>> = {};
  const isDone = walk.visit(now - GRACE_MS, (row) => {
    const was = before(row);
    work.save(row, was, expireRule(row, work.isOverBudget(row.lane)));
    const cause = CAUSES[row.cause] ?? "deadline";
    byCause[cause] = (byCause[cause] ?? 0) + 1;
    moved += 1;
  });
  if (!isDone) return { moved, byCause, more: true, now };
  closeFinished(work);
  const next = isAnybodyOpen(sql) ? walk.next() : undefined;
  return { moved, byCause, more: false, now, nextDueAt: next === undefined ? undefined : next + GRACE_MS };
}
