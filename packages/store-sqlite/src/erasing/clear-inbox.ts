import { isForgotten, textsIn } from "@relance/store";
import { readHot } from "../people/row.ts";
import { numberAt } from "../transaction/sql.ts";
import type { Work } from "../transaction/work.ts";

const ITEM = "select raw, item, type from inbox where id = ?";
/** A hash of what somebody wrote could be guessed from their number; that of a receipt says nothing. */
const CLEAR =
  "update inbox set raw = 0, item = null, ref = iif(attempt = 0, ref, null), dedupe = iif(type = 1, null, dedupe) where id = ?";

/** Takes out what was said, and the request in which it came, with whatever else stood in it. Answers the texts. */
export function clearInbox(work: Work, id: number): string[] {
  const { sql } = work;
  const row = sql.row(ITEM, id);
  if (row === undefined) return [];
  const raw = numberAt(row, 0);
  if (raw !== 0) sql.run("delete from raw where id = ?", raw);
  sql.run(CLEAR, id);
  return numberAt(row, 2) === 1 ? textsIn(row[1] as string | null) : [];
}

/** Of this person nothing that comes in is kept but the fact. */
export function isOfForgotten(work: Work, enrollment: number): boolean {
  return work.hasTombstones && isForgotten(readHot(work.sql, enrollment));
}
