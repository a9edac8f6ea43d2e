import type { PlanKept, RetainAnswer, RetainInput } from "@relance/spec";
import { RETENTION_STAGES, RETENTION_TABLES, retentionLimits } from "../moves/retention-tables.ts";
import { INBOX_TYPE } from "../rows/inbox-facts.ts";
import { cursorBehind, pageEnd, placeAmong } from "../rows/page-of.ts";
import { numberAt, numbersIn } from "../rows/sql.ts";
import type { Work } from "../work/work.ts";

const UNMATCHED_KEPT_MS = 7 * 86_400_000;

/** Receipts and signals without a known attempt. A receipt that another transaction is applying is skipped. */
const REPORTS = `select id, raw from inbox where attempt = 0 and type <> ${INBOX_TYPE.reply} and received_at <= $1
  order by received_at limit $2 for update skip locked`;
const REPLIES = `select r.inbox, i.raw, r.id from replies r join inbox i on i.id = r.inbox
  where r.enrollment = 0 and r.received_at <= $1 limit $2`;
/** A request is kept as long as it contains an item that matched. */
const COUNT = `update raw as r set facts = r.facts - u.facts from unnest($1::bigint[], $2::int[]) u (id, facts)
  where r.id = u.id`;

async function dropUnmatched(work: Work): Promise<{ readonly dropped: number; readonly more: boolean }> {
  const { sql, context } = work;
  const { batch } = context.settings;
  const until = work.now - UNMATCHED_KEPT_MS;
  const reports = await sql.rows(REPORTS, until, batch);
  const replies = await sql.rows(REPLIES, until, batch);
  const rows = [...reports, ...replies];
  if (rows.length === 0) return { dropped: 0, more: false };
  const facts = new Map<number, number>();
  for (const raw of numbersIn(rows, 1)) if (raw !== 0) facts.set(raw, (facts.get(raw) ?? 0) + 1);
  const requests = [...facts.keys()];
  if (requests.length > 0) {
    await sql.run(COUNT, requests, [...facts.values()]);
    await sql.run("delete from raw where id = any($1::bigint[]) and facts <= 0", requests);
  }
  await sql.run("delete from inbox where id = any($1::bigint[])", numbersIn(rows));
  await sql.run("delete from replies where id = any($1::bigint[])", numbersIn(replies, 2));
  return { dropped: rows.length, more: reports.length === batch || replies.length === batch };
}

const OLD_PERMITS = "delete from permits where next_at < $1";
const PERMITS_KEPT_MS = 86_400_000;

const OWN = `select campaign, kept from versions
  where id in (select max(id) from versions group by campaign) and kept is not null`;

/** The cursor, if more items without a recipient remain. */
const UNMATCHED = "unmatched";

export async function retain(work: Work, input: RetainInput): Promise<RetainAnswer> {
  const { sql, context } = work;
  const own = (await sql.rows(OWN)).map((row) => [numberAt(row, 0), JSON.parse(String(row[1])) as PlanKept] as const);
  const limitsOf = retentionLimits(input, new Map(own), work.now);
  const place = placeAmong(RETENTION_STAGES, input.cursor);
  if (place === undefined) {
    await sql.run(OLD_PERMITS, work.now - PERMITS_KEPT_MS);
    const { dropped, more } = await dropUnmatched(work);
    const onward = limitsOf === undefined ? undefined : RETENTION_STAGES[0];
    return { erased: dropped, cursor: more ? UNMATCHED : onward };
  }
  if (limitsOf === undefined) return { erased: 0, cursor: undefined };
  const { select, clear } = RETENTION_TABLES[place.table];
  const { batch } = context.settings;
  const next = pageEnd(`${place.table} where id > $1`, batch);
  const through = Number(place.through);
  const [end = 0, seen = 0] = ((await sql.row(next, through)) ?? []) as number[];
  const rows = seen === 0 ? [] : await sql.rows(select, through, end);
  let erased = 0;
  for (const [campaign, some] of Map.groupBy(rows, (row) => numberAt(row, row.length - 1)))
    erased += await clear(work, some, limitsOf(campaign));
  return { erased, cursor: cursorBehind(RETENTION_STAGES, place.table, seen < batch ? undefined : end) };
}
