import { CLOSED_LANES, CLOSED_ROWS, type Deafness, earliest, hotRow } from "@relance/store";
import { HOT_COLUMNS } from "../people/row.ts";
import type { Work } from "../transaction/work.ts";
import { dueRow } from "./due-row.ts";

const LANES = `select l.id, l.released_through from ${CLOSED_LANES} order by l.id`;

const ROWS = `select ${HOT_COLUMNS} from enrollments indexed by enrollments_ready where phase = 1 and lane = ?
  and (due_at, ord) >= (?, ?) and due_at <= ? and (due_at, ord, id) > (?, ?, ?) order by due_at, ord, id limit ${CLOSED_ROWS}`;

/**
 * People who wait for a provider whose account refuses, or that answers nobody, go on to their next step in time. Answers when
 * the next of them does.
 */
export function passByClosed(
  work: Work,
  limit: number,
  deafness: Deafness,
  note: (cause: string | undefined) => void,
): number | undefined {
  const { sql, now, context } = work;
  const walks = context.closedWalks;
  let nextDueAt: number | undefined;
  for (const [lane, releasedThrough] of sql.rows(LANES) as unknown as [number, number][]) {
    const from = walks.from(lane, now);
    if (from !== undefined) {
      const { dueAt, ord, id } = from;
      const rows = sql.rows(ROWS, lane, dueAt, ord, now, dueAt, ord, id).map(hotRow);
      const planOf = (row: (typeof rows)[number]) => work.version(row).plan;
      for (const row of walks.looked(lane, rows, { now, planOf, releasedThrough }))
        note(dueRow(work, row, deafness, limit, true));
    }
    nextDueAt = earliest(nextDueAt, walks.nextAt(lane, now));
  }
  return nextDueAt;
}
