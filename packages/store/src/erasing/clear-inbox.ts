import { textsIn } from "../people/forgotten.ts";
import { listOf, numberAt } from "../transaction/sql.ts";
import type { Work } from "../transaction/work.ts";

const ITEMS = "select raw, item, type from inbox where id = any($1::bigint[]) order by id for update";
/** A hash of what somebody wrote could be guessed from their number; that of a receipt says nothing. */
const CLEAR = `update inbox set raw = 0, item = null, ref = case when attempt = 0 then ref end, dedupe = case when type = 1 then null else dedupe end
  where id = any($1::bigint[])`;

/** Takes out what was said, and the requests in which it came, with whatever else stood in them. Answers the texts. */
export async function clearInbox({ sql }: Work, ids: readonly number[]): Promise<string[]> {
  if (ids.length === 0) return [];
  const rows = await sql.rows(ITEMS, listOf(ids));
  const raws = rows.map((row) => numberAt(row, 0)).filter((raw) => raw !== 0);
  if (raws.length > 0) await sql.run("delete from raw where id = any($1::bigint[])", listOf(raws));
  await sql.run(CLEAR, listOf(ids));
  return rows.flatMap((row) => (numberAt(row, 2) === 1 ? textsIn(row[1] as string | null) : []));
}
