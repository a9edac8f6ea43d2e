import { INBOX_TYPE } from "../inbox/inbox-facts.ts";
import { listOf, numberAt, type Row } from "../transaction/sql.ts";
import type { Work } from "../transaction/work.ts";

/** What came in and matched no recipient is deleted after so long, whatever is kept of recipients. */
const UNMATCHED_KEPT_MS = 7 * 86_400_000;

/** Receipts and hints whose attempt is not known; a receipt that is applied at this moment is left to that. */
const REPORTS = `select id, raw from inbox where attempt = 0 and type <> ${INBOX_TYPE.reply} and received_at <= $1
  order by received_at limit $2 for update skip locked`;
const REPLIES = `select r.inbox, i.raw, r.id from replies r join inbox i on i.id = r.inbox
  where r.enrollment = 0 and r.received_at <= $1 limit $2`;
/** A request may carry facts that matched as well: it stays with these. */
const COUNT = `update raw as r set facts = r.facts - u.facts from unnest($1::bigint[], $2::int[]) u (id, facts)
  where r.id = u.id`;

/** Deletes what matched no recipient in time, some of it. Answers how many rows, and whether there may be more. */
export async function dropUnmatched(
  work: Work,
): Promise<{ readonly dropped: number; readonly more: boolean }> {
  const { sql, context } = work;
  const { batch } = context.settings;
  const until = work.now - UNMATCHED_KEPT_MS;
  const reports = await sql.rows(REPORTS, until, batch);
  const replies = await sql.rows(REPLIES, until, batch);
  const rows = [...reports, ...replies];
  if (rows.length === 0) return { dropped: 0, more: false };
  await leaveRequests(work, rows);
  await sql.run(
    "delete from inbox where id = any($1::bigint[])",
    listOf(rows.map((row) => numberAt(row, 0))),
  );
  await sql.run(
    "delete from replies where id = any($1::bigint[])",
    listOf(replies.map((row) => numberAt(row, 2))),
  );
  return { dropped: rows.length, more: reports.length === batch || replies.length === batch };
}

async function leaveRequests({ sql }: Work, rows: readonly Row[]): Promise<void> {
  const facts = new Map<number, number>();
  for (const raw of rows.map((row) => numberAt(row, 1)))
    if (raw !== 0) facts.set(raw, (facts.get(raw) ?? 0) + 1);
  if (facts.size === 0) return;
  const requests = listOf([...facts.keys()]);
  await sql.run(COUNT, requests, listOf([...facts.values()]));
  await sql.run("delete from raw where id = any($1::bigint[]) and facts <= 0", requests);
}
