import type { SliceAnswer } from "@relance/spec";
import { isClockStepping } from "../clock-step.ts";
import { dueRow } from "../due-row.ts";
import { Deafness, noticeGaps } from "../ingress.ts";
import { HOT_COLUMNS, hotRow } from "../row.ts";
import { numberAt } from "../sql.ts";
import { GRACE_MS, watermark } from "../watermark.ts";
import type { Work } from "../work.ts";

const BATCH = 256;

const DUE = `select ${HOT_COLUMNS} from enrollments where phase in (3, 4, 5) and due_at <= ? order by due_at limit ${BATCH}`;
const NEXT = "select due_at from enrollments where phase in (3, 4, 5) and due_at > ? order by due_at limit 1";

/** Lanes with a later step, and how long before the deadline their ladder ends. */
const LANES = `select l.id, max(json_extract(v.plan, '$.handoverMs')) as handoverMs from lanes l
  join versions v on v.campaign = l.campaign where l.step < json_array_length(v.plan, '$.steps') - 1
  and exists (select 1 from enrollments e where e.phase = 1 and e.lane = l.id) group by l.id`;

const LATE = `select ${HOT_COLUMNS} from enrollments where phase = 1 and lane = ? and deadline <= ?
  and (deadline, id) > (?, ?) order by deadline, id limit ${BATCH}`;

const NEXT_LATE = "select min(deadline) from enrollments where phase = 1 and lane = ? and deadline > ?";

interface Lane {
  readonly id: number;
  readonly handoverMs: number;
}

/** Silence, failure and doubt take effect: everybody who is due by the watermark moves on. */
export function escalate(work: Work): SliceAnswer {
  const byCause: Record<string, number> = {};
  const { now } = work;
  if (isClockStepping(work)) return { moved: 0, byCause, more: false, now };
  noticeGaps(work);
  const limit = watermark(work);
  const deafness = new Deafness(work);
  const note = (cause: string | undefined): number => {
    if (cause === undefined) return 0;
    byCause[cause] = (byCause[cause] ?? 0) + 1;
    return 1;
  };
  let moved = 0;
  for (;;) {
    const rows = work.sql.rows(DUE, limit);
    let changed = 0;
    for (const values of rows) {
      const row = hotRow(values);
      const { dueAt, phase } = row;
      moved += note(dueRow(work, row, deafness));
      if (row.dueAt !== dueAt || row.phase !== phase) changed += 1;
    }
    if (work.isSliceOver) return { moved, byCause, more: true, now };
    if (rows.length < BATCH || changed === 0) break;
  }
  const late = skipUnsent(work, limit, (values) => note(dueRow(work, hotRow(values), deafness)));
  moved += late.moved;
  if (work.isSliceOver) return { moved, byCause, more: true, now };
  return { moved, byCause, more: false, now, nextDueAt: earliest(nextDue(work, limit), late.nextDueAt) };
}

function nextDue(work: Work, limit: number): number | undefined {
  const row = work.sql.row(NEXT, limit);
  return row === undefined ? undefined : numberAt(row, 0) + GRACE_MS;
}

/** People behind a closed gate or a closed provider whose step can no longer start in time. */
function skipUnsent(
  work: Work,
  limit: number,
  move: (values: ReturnType<Work["sql"]["rows"]>[number]) => number,
): { readonly moved: number; readonly nextDueAt: number | undefined } {
  let moved = 0;
  let nextDueAt: number | undefined;
  for (const { id, handoverMs } of work.sql.all<Lane>(LANES)) {
    let from: readonly [number, number] = [0, 0];
    for (;;) {
      const rows = work.sql.rows(LATE, id, limit + handoverMs, ...from);
      for (const values of rows) moved += move(values);
      const last = rows.at(-1);
      if (last === undefined || rows.length < BATCH || work.isSliceOver) break;
      from = [hotRow(last).deadline, hotRow(last).id];
    }
    const next = work.sql.row(NEXT_LATE, id, limit + handoverMs)?.[0];
    if (typeof next === "number") nextDueAt = earliest(nextDueAt, next - handoverMs + GRACE_MS);
  }
  return { moved, nextDueAt };
}

export function earliest(a: number | undefined, b: number | undefined): number | undefined {
  if (a === undefined) return b;
  return b === undefined ? a : Math.min(a, b);
}
