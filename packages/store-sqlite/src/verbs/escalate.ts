import type { SliceAnswer } from "@relance/spec";
import type { Deafness } from "@relance/store";
import { earliest, hotRow } from "@relance/store";
import { isClockStepping } from "../due/clock-step.ts";
import { dueRow } from "../due/due-row.ts";
import { passByClosed } from "../due/pass-by-closed.ts";
import { skipUnsent } from "../due/skip-unsent.ts";
import { noticeGaps, readDeafness } from "../inbox/ingress.ts";
import { GRACE_MS, watermark } from "../inbox/watermark.ts";
import { HOT_COLUMNS } from "../people/row.ts";
import { numberAt } from "../transaction/sql.ts";
import type { Work } from "../transaction/work.ts";

const BATCH = 256;
/** Between two looks at people whom nobody can judge yet. */
const PAUSE_MS = 1_000;

const DUE = `select ${HOT_COLUMNS} from enrollments indexed by enrollments_due
  where phase in (3, 4, 5) and due_at <= ? order by due_at limit ${BATCH}`;
const NEXT = `select due_at from enrollments indexed by enrollments_due
  where phase in (3, 4, 5) and due_at > ? order by due_at limit 1`;

/** Silence, failure and doubt take effect: everybody who is due by the watermark moves on. */
export function escalate(work: Work): SliceAnswer {
  const byCause: Record<string, number> = {};
  const { now } = work;
  if (isClockStepping(work)) return { moved: 0, byCause, more: false, now };
  noticeGaps(work);
  const limit = watermark(work);
  const deafness = readDeafness(work);
  let moved = 0;
  const note = (cause: string | undefined): void => {
    if (cause === undefined) return;
    byCause[cause] = (byCause[cause] ?? 0) + 1;
    moved += 1;
  };
  const isDone = moveDue(work, limit, deafness, note);
  if (!isDone && moved === 0 && deafness.isAnyOpen) {
    // all of them wait for a reconciliation: one slice a second looks at them, and the writer stays free
    return { moved, byCause, more: false, now, nextDueAt: now + PAUSE_MS };
  }
  if (!isDone) return { moved, byCause, more: true, now };
  const unsent = skipUnsent(work, limit, deafness, note);
  if (!unsent.isDone) return { moved, byCause, more: true, now };
  const passedAt = passByClosed(work, limit, deafness, note);
  const waitingAt = earliest(unsent.nextDueAt, passedAt);
  return { moved, byCause, more: false, now, nextDueAt: earliest(nextDue(work, limit), waitingAt) };
}

function moveDue(
  work: Work,
  limit: number,
  deafness: Deafness,
  note: (cause: string | undefined) => void,
): boolean {
  for (;;) {
    const rows = work.sql.rows(DUE, limit);
    let changed = 0;
    for (const values of rows) {
      const row = hotRow(values);
      const { dueAt, phase } = row;
      note(dueRow(work, row, deafness, limit));
      if (row.dueAt !== dueAt || row.phase !== phase) changed += 1;
    }
    if (rows.length < BATCH || changed === 0) return true;
    if (work.isSliceOver) return false;
  }
}

function nextDue(work: Work, limit: number): number | undefined {
  const row = work.sql.row(NEXT, limit);
  return row === undefined ? undefined : numberAt(row, 0) + GRACE_MS;
}
