import type { ClaimWant } from "@relance/spec";
import { hotRow, LED_SLICES, WALK_ROWS } from "@relance/store";
import { HOT_COLUMNS } from "../people/row.ts";
import type { Work } from "../transaction/work.ts";
import { joinSlice } from "./claiming.ts";

const LED = `select w.id, group_concat(s.id) from ${LED_SLICES} and s.provider = ? group by w.id order by w.id`;

const NEXT = `select ${HOT_COLUMNS} from enrollments indexed by enrollments_ready where phase = 1 and lane = ?
  and (due_at, ord) >= (?, ?) and due_at <= ? and (due_at, ord, id) > (?, ?, ?) order by due_at, ord, id limit ${WALK_ROWS}`;

const LATER = `select due_at from enrollments indexed by enrollments_ready
  where phase = 1 and lane = ? and due_at > ? order by due_at limit 1`;

/**
 * Whoever belongs to a slice that is led over this provider waits in its lane from now on. A claim for their own provider
 * would bring them there as well, but not while it takes nothing. Answers when there is more to look at.
 */
export function gatherLed(work: Work, { provider, slots }: ClaimWant): number | undefined {
  if (slots === 0 || work.slices.size === 0) return undefined;
  const { walks, words } = work.context;
  let next = Number.POSITIVE_INFINITY;
  for (const [whole, led] of work.sql.rows(LED, words.find(provider)) as [number, string][]) {
    const { dueAt, ord, id } = walks.from(whole, led, work.now);
    const rows = work.sql.rows(NEXT, whole, dueAt, ord, work.now, dueAt, ord, id).map(hotRow);
    for (const row of rows) joinSlice(work, row, work.version(row).plan, whole);
    const last = rows.at(-1);
    const isThrough = rows.length < WALK_ROWS;
    walks.reached(whole, last ?? { dueAt, ord, id }, isThrough ? work.now : undefined);
    const later = isThrough ? Number(work.sql.row(LATER, whole, work.now)?.[0] ?? next) : work.now;
    next = Math.min(next, later);
  }
  return Number.isFinite(next) ? next : undefined;
}
