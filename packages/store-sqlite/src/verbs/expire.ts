import { expire as expireRule } from "@relance/rules";
import type { SliceAnswer } from "@relance/spec";
import { closeFinished } from "../close-finished.ts";
import { HOT_COLUMNS, hotRow } from "../row.ts";
import { numberAt, type Row } from "../sql.ts";
import { GRACE_MS } from "../watermark.ts";
import { before, type Work } from "../work.ts";
import { earliest } from "./escalate.ts";

const BATCH = 256;

const LANES =
  "select id from lanes l where exists (select 1 from enrollments e where e.phase = 1 and e.lane = l.id)";

const UNSENT = `select ${HOT_COLUMNS} from enrollments where phase = 1 and lane = ? and deadline <= ?
  order by deadline limit ${BATCH}`;

const SENT = `select ${HOT_COLUMNS} from enrollments where phase in (3, 4, 5) and due_at <= ? and deadline <= ?
  order by due_at limit ${BATCH}`;

const SUBMITTING = `select ${HOT_COLUMNS.replaceAll(/(\w+)/g, "e.$1")} from attempts a
  join enrollments e on e.id = a.enrollment and e.attempt = a.id
  where a.state = 0 and e.phase = 2 and e.deadline <= ? limit ${BATCH}`;

/** Ends everybody whose legal deadline passed; what is on the wire settles as evidence. */
export function expire(work: Work): SliceAnswer {
  const limit = work.now - GRACE_MS;
  const { sql, now } = work;
  let moved = 0;
  const drain = (read: () => Row[]): boolean => {
    for (;;) {
      const rows = read();
      for (const values of rows) expireRow(work, values);
      moved += rows.length;
      if (work.isSliceOver) return false;
      if (rows.length < BATCH) return true;
    }
  };
  const lanes = sql.rows(LANES).map((row) => numberAt(row, 0));
  const isDone =
    lanes.every((lane) => drain(() => sql.rows(UNSENT, lane, limit))) &&
    drain(() => sql.rows(SENT, limit, limit)) &&
    drain(() => sql.rows(SUBMITTING, limit));
  const byCause = moved === 0 ? {} : { deadline: moved };
  if (!isDone) return { moved, byCause, more: true, now };
  closeFinished(work);
  return { moved, byCause, more: false, now, nextDueAt: nextDeadline(work, lanes) };
}

function expireRow(work: Work, values: Row): void {
  const row = hotRow(values);
  const was = before(row);
  work.save(row, was, expireRule(row));
}

function nextDeadline({ sql }: Work, lanes: readonly number[]): number | undefined {
  let next: number | undefined;
  for (const lane of lanes) {
    const deadline = sql.row("select min(deadline) from enrollments where phase = 1 and lane = ?", lane)?.[0];
    if (typeof deadline === "number") next = earliest(next, deadline + GRACE_MS);
  }
  return next;
}
