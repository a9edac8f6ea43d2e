import type { SliceAnswer } from "@relance/spec";
import { isClockStepping } from "../due/clock-step.ts";
import { dueRow, needForDue } from "../due/due-row.ts";
import { passByClosed } from "../due/pass-by-closed.ts";
import { skipUnsent } from "../due/skip-unsent.ts";
import { earliest } from "../earliest.ts";
import type { Deafness } from "../inbox/deafness.ts";
import { noticeGaps, readDeafness } from "../inbox/ingress.ts";
import { GRACE_MS, watermark } from "../inbox/watermark.ts";
import { HOT_COLUMNS } from "../people/row.ts";
import { numberAt } from "../transaction/sql.ts";
import type { Work } from "../transaction/work.ts";

/** Between two looks at people whom nobody can judge yet. */
const PAUSE_MS = 1_000;

/** Whoever is being acknowledged right now is left out, not waited for (R6b). */
const DUE = `select ${HOT_COLUMNS} from enrollments e where e.phase in (3, 4, 5) and e.due_at <= $1
  order by e.due_at limit $2 for no key update skip locked`;
const NEXT = `select due_at from enrollments where phase in (3, 4, 5) and due_at > $1 order by due_at limit 1`;

/** Silence, failure and doubt take effect: everybody who is due by the watermark moves on. */
export async function escalate(work: Work): Promise<SliceAnswer> {
  const byCause: Record<string, number> = {};
  const { now } = work;
  if (await isClockStepping(work)) return { moved: 0, byCause, more: false, now };
  await noticeGaps(work);
  const limit = await watermark(work);
  const deafness = await readDeafness(work);
  let moved = 0;
  const note = (cause: string | undefined): void => {
    if (cause === undefined) return;
    byCause[cause] = (byCause[cause] ?? 0) + 1;
    moved += 1;
  };
  const isDone = await moveDue(work, limit, deafness, note);
  if (!isDone && moved === 0 && deafness.isAnyOpen) {
    // all of them wait for a reconciliation: one slice a second looks at them, and the others stay free
    return { moved, byCause, more: false, now, nextDueAt: now + PAUSE_MS };
  }
  if (!isDone) return { moved, byCause, more: true, now };
  const unsent = await skipUnsent(work, limit, deafness, note);
  if (!unsent.isDone) return { moved, byCause, more: true, now };
  const passedAt = await passByClosed(work, limit, deafness, note);
  const waitingAt = earliest(unsent.nextDueAt, passedAt);
  await work.flush(); // what was put off is due later
  const next = await work.sql.row(NEXT, limit);
  const nextDue = next === undefined ? undefined : numberAt(next, 0) + GRACE_MS;
  return { moved, byCause, more: false, now, nextDueAt: earliest(nextDue, waitingAt) };
}

/** Moves one batch. True: nobody who is due was left. */
async function moveDue(
  work: Work,
  limit: number,
  deafness: Deafness,
  note: (cause: string | undefined) => void,
): Promise<boolean> {
  const { batch } = work.context.settings;
  const rows = await work.rows.adopt(await work.sql.rows(DUE, limit, batch));
  await needForDue(work, rows);
  let changed = 0;
  for (const row of rows) {
    const { dueAt, phase } = row;
    note(dueRow(work, row, deafness, limit));
    if (row.dueAt !== dueAt || row.phase !== phase) changed += 1;
  }
  return rows.length < batch || changed === 0;
}
