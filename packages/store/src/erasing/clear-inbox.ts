import { INBOX_TYPE } from "../inbox/inbox-facts.ts";
import { listOf, numberAt } from "../transaction/sql.ts";
import type { Work } from "../transaction/work.ts";

const REQUESTS = "select raw from inbox where id = any($1::bigint[]) and raw <> 0 order by id for update";
/** A hash of what somebody wrote could be guessed from their number; that of a receipt says nothing. */
const CLEAR = `update inbox set raw = 0, item = null, ref = case when attempt = 0 then ref end, dedupe = case when type = ${INBOX_TYPE.reply} then null else dedupe end
  where id = any($1::bigint[])`;

/** Takes out what was said, and the requests in which it came, with whatever else stood in them. */
export async function clearInbox({ sql }: Work, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return;
  const raws = (await sql.rows(REQUESTS, listOf(ids))).map((row) => numberAt(row, 0));
  if (raws.length > 0) await sql.run("delete from raw where id = any($1::bigint[])", listOf(raws));
  await sql.run(CLEAR, listOf(ids));
}
