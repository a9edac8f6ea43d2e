import type { EraseAnswer, EraseInput, PlanKept, RetainAnswer, RetainInput } from "@relance/spec";
import { attemptsOf } from "../erasing/find-matters.ts";
import { forgetPeople } from "../erasing/forget-people.ts";
import {
  FIRST_PLACE,
  nextStage,
  RETENTION_TABLES,
  retentionCursor,
  retentionLimits,
  retentionPlace,
} from "../erasing/retention-tables.ts";
import { clearInbox, INBOX_TYPE } from "../inbox/inbox-facts.ts";
import { forgottenPerson } from "../people/forgotten.ts";
import { listOf, numberAt, type Row, type Sql } from "../transaction/sql.ts";
import type { Work } from "../transaction/work.ts";

/** Items looked at in one transaction, in batches of a verb. */
const SLICE_BATCHES = 50;
/** People looked for at once. */
const TOGETHER = 200;

const OPEN = `select digest, through, until from tombstones
  where through = (select min(through) from tombstones where through >= 0) limit ${TOGETHER} for update skip locked`;
const MATTERS = "select id from people where person = any($1::text[])";
const NEXT = `select id from inbox where id > $1 and id <= $2 and attempt = any($3::bigint[])
  and (raw <> 0 or item is not null) order by id`;
const THROUGH = "update tombstones set through = $2 where digest = any($1::text[])";

/**
 * Looks for what came in about messages to people who were forgotten: receipts and hints name an attempt, and have no
 * index by person. Answers whether there is more.
 */
async function clearLeftovers(work: Work): Promise<boolean> {
  const { sql } = work;
  const open = await sql.rows(OPEN);
  const [first] = open;
  if (first === undefined) return false;
  const digests = open.map((row) => row[0] as string);
  const attempts = await attemptsUnder(work, digests);
  const until = Math.max(...open.map((row) => numberAt(row, 2)));
  const end = Math.min(until, numberAt(first, 1) + SLICE_BATCHES * work.context.settings.batch);
  if (attempts.length > 0) {
    const rows = await sql.rows(NEXT, numberAt(first, 1), end, listOf(attempts));
    await clearInbox(
      work,
      rows.map((row) => numberAt(row, 0)),
    );
  }
  const isDone = end >= until || attempts.length === 0;
  await sql.run(THROUGH, listOf(digests), isDone ? -1 : end);
  return true; // there may be others; the last call finds none
}

async function attemptsUnder({ sql }: Work, tombstones: readonly string[]): Promise<number[]> {
  const rows = await sql.rows(MATTERS, listOf(tombstones.map(forgottenPerson)));
  return attemptsOf(
    sql,
    rows.map((row) => numberAt(row, 0)),
  );
}

/** Forgets people; with nobody, goes on with what earlier calls left to look through. */
export async function erase(work: Work, input: EraseInput): Promise<EraseAnswer> {
  if (input.people.length === 0) {
    const more = await clearLeftovers(work);
    return { enrollments: 0, cancelled: 0, more, isLogged: false };
  }
  return { ...(await forgetPeople(work, input)), more: true, isLogged: false };
}

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
async function dropUnmatched(work: Work): Promise<{ readonly dropped: number; readonly more: boolean }> {
  const { sql, context } = work;
  const { batch } = context.settings;
  const until = work.now - UNMATCHED_KEPT_MS;
  const reports = await sql.rows(REPORTS, until, batch);
  const replies = await sql.rows(REPLIES, until, batch);
  const rows = [...reports, ...replies];
  if (rows.length === 0) return { dropped: 0, more: false };
  await leaveRequests(work, rows);
  await sql.run("delete from inbox where id = any($1::bigint[])", listOf(rows.map((row) => numberAt(row, 0))));
  await sql.run("delete from replies where id = any($1::bigint[])", listOf(replies.map((row) => numberAt(row, 2))));
  return { dropped: rows.length, more: reports.length === batch || replies.length === batch };
}

async function leaveRequests({ sql }: Work, rows: readonly Row[]): Promise<void> {
  const facts = new Map<number, number>();
  for (const raw of rows.map((row) => numberAt(row, 1))) if (raw !== 0) facts.set(raw, (facts.get(raw) ?? 0) + 1);
  if (facts.size === 0) return;
  const requests = listOf([...facts.keys()]);
  await sql.run(COUNT, requests, listOf([...facts.values()]));
  await sql.run("delete from raw where id = any($1::bigint[]) and facts <= 0", requests);
}

/** An amended campaign is what its newest version says. */
const OWN = `select campaign, plan::json ->> 'kept' from versions
  where id in (select max(id) from versions group by campaign) and plan like '%"kept"%'`;

/** What campaigns say themselves about how long they keep what they have of people. */
async function ownKept(sql: Sql): Promise<ReadonlyMap<number, PlanKept>> {
  const said = (await sql.rows(OWN)).filter((row) => row[1] !== null);
  return new Map(said.map((row) => [numberAt(row, 0), JSON.parse(String(row[1])) as PlanKept]));
}

/** Where the cursor stands while there is more that matched no recipient. */
const UNMATCHED = "unmatched";

/** Takes out what was kept for long enough, in one slice of a walk over everything. */
export async function retain(work: Work, input: RetainInput): Promise<RetainAnswer> {
  const { sql, context } = work;
  const limitsOf = retentionLimits(input, await ownKept(sql), work.now);
  const place = retentionPlace(input.cursor);
  if (place === undefined) {
    const { dropped, more } = await dropUnmatched(work);
    const onward = limitsOf === undefined ? undefined : retentionCursor(FIRST_PLACE);
    return { erased: dropped, cursor: more ? UNMATCHED : onward };
  }
  if (limitsOf === undefined) return { erased: 0, cursor: undefined };
  const { select, table, clear } = RETENTION_TABLES[place.stage];
  const { batch } = context.settings;
  const next = `select coalesce(max(id), 0), count(*) from (select id from ${table} where id > $1 order by id limit ${batch}) t`;
  const [end = 0, seen = 0] = ((await sql.row(next, place.through)) ?? []) as number[];
  const rows = seen === 0 ? [] : await sql.rows(select, place.through, end);
  let erased = 0;
  for (const [campaign, some] of Map.groupBy(rows, (row) => numberAt(row, row.length - 1)))
    erased += await clear(work, some, limitsOf(campaign));
  const onward = seen < batch ? nextStage(place) : { ...place, through: end };
  return { erased, cursor: onward === undefined ? undefined : retentionCursor(onward) };
}
