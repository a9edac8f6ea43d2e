import { PHASE } from "@relance/rules";
import { earliest } from "../earliest.ts";
import type { Deafness } from "../inbox/deafness.ts";
import { CLOSED_LANES, CLOSED_ROWS, LONG_REST_MS } from "../lanes/closed-walks.ts";
import type { HotRow } from "../people/hot-row.ts";
import { firstHotRow, HOT_COLUMNS } from "../people/row.ts";
import { numberAt } from "../transaction/sql.ts";
import type { Work } from "../transaction/work.ts";
import { dueRow } from "./due-row.ts";

const LANES = `select l.id, l.released_through, p.closed_until, p.faults from ${CLOSED_LANES} order by l.id`;

/** Nobody is held for being looked at: few of them go on. */
const ROWS = `select ${HOT_COLUMNS} from enrollments e where e.phase = 1 and e.lane = $1
  and (e.due_at, e.ord) >= ($2, $3) and (e.due_at, e.ord, e.id) > ($2, $3, $4) and e.due_at <= $5
  order by e.due_at, e.ord, e.id limit ${CLOSED_ROWS}`;

/**
 * People who wait for a provider whose account refuses, that answers nobody or that rests for too long go on to their next step in time. Answers when
 * the next of them does.
 */
export async function passByClosed(
  work: Work,
  limit: number,
  deafness: Deafness,
  note: (cause: string | undefined) => void,
): Promise<number | undefined> {
  const { sql, now, context } = work;
  const walks = context.closedWalks;
  let nextDueAt: number | undefined;
  for (const found of await sql.rows(LANES, now + LONG_REST_MS)) {
    const lane = numberAt(found, 0);
    const closed = { until: numberAt(found, 2), isFaulty: numberAt(found, 3) > 0 };
    const from = walks.from(lane, now);
    if (from !== undefined) {
      const rows = (await sql.rows(ROWS, lane, from.dueAt, from.ord, from.id, now)).map(firstHotRow);
      await context.versions.need(
        sql,
        rows.map(({ version }) => version),
      );
      const planOf = (row: HotRow) => work.version(row).plan;
      const over = walks.looked(lane, rows, { now, closed, planOf, releasedThrough: numberAt(found, 1) });
      const held = await work.rows.lock(
        over.map(({ id }) => id),
        { skipLocked: true },
      );
      await work.lanes.need(held.map((row) => row.lane));
      for (const row of held)
        if (row.phase === PHASE.ready && row.lane === lane) note(dueRow(work, row, deafness, limit, closed));
    }
    nextDueAt = earliest(nextDueAt, walks.nextAt(lane, now));
  }
  return nextDueAt;
}
