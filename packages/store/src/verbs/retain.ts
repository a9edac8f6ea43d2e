import { noChange, PHASE, RETENTION_CLASSES, retentionFor } from "@relance/rules";
import type { PlanRetention, RetainAnswer, RetainInput, RetainMs } from "@relance/spec";
import { dropHashes } from "../moves/contact-hashes.ts";
import { emptyRefusals } from "../moves/row-objection.ts";
import { NO_CONTACTS } from "../rows/contacts.ts";
import { clearInbox, dropRaws, INBOX_TYPE } from "../rows/inbox-facts.ts";
import { pluck, type StoredRow } from "../rows/sql.ts";
import { cursorBehind, type PageEnd, pageEnd, placeAmong } from "../rows/to-page.ts";
import type { Work } from "../work/work.ts";

/** For each class of data, the latest deadline whose retention has passed; -1 if the data is kept forever. */
type RetentionLimits = Readonly<Record<keyof RetainMs, number>>;

/** @param own - the retention periods of campaigns whose newest plan sets them */
function retentionLimits(
  { keptMs }: RetainInput,
  own: ReadonlyMap<number, PlanRetention>,
  now: number,
): ((campaign: number) => RetentionLimits) | undefined {
  if (own.size === 0 && RETENTION_CLASSES.every((name) => keptMs[name] === undefined)) return undefined;
  const limit = (ms: number | undefined) => (ms === undefined ? -1 : now - ms);
  return (campaign) => {
    const { contacts, bodies, raw } = retentionFor(keptMs, own.get(campaign));
    return { contacts: limit(contacts), bodies: limit(bodies), raw: limit(raw) };
  };
}

type KeptRow = StoredRow<"id" | "deadline" | "campaign" | "raw" | "hasTexts", "digests", "item">;

interface RetentionTable {
  /** Selects `id`, `deadline`, `campaign` and the columns that `clear` reads. */
  readonly select: string;
  readonly clear: (work: Work, rows: readonly KeptRow[], limits: RetentionLimits) => Promise<number>;
}

const HINTS = `update inbox as i set item = u.item, has_detail = 0 from unnest($1::bigint[], $2::text[]) u (id, item)
  where i.id = u.id and i.has_detail = 1`;

const TABLES: Readonly<Record<"people" | "refusals" | "outbox" | "replies" | "inbox", RetentionTable>> = {
  people: {
    // selects only ended enrollments, because an open one still needs its contacts
    select: `select p.id, e.deadline, e.campaign, p.digests,
      case when p.person is not null and p.variables <> '{}' then 1 else 0 end as "hasTexts"
      from people p join enrollments e on e.id = p.id where p.id > $1 and p.id <= $2 and e.phase = ${PHASE.idle}
      and (p.contacts <> '[]' or p.variables <> '{}' or p.box is not null) order by p.id`,
    async clear(work, rows, limits) {
      const all = dueBy(rows, limits.contacts);
      const texts = dueBy(rows, limits.bodies).filter((row) => !all.includes(row) && row.hasTexts === 1);
      for (const hot of await work.rows.lock(pluck(all, "id"))) {
        hot.knownContacts = 0; // even if the enrollment is reopened, no contact is left to use
        work.save(hot, noChange());
      }
      await change(work, `update people set ${NO_CONTACTS} where id = any($1::bigint[])`, all);
      const digests = all.flatMap((row) => (row.digests === "" ? [] : row.digests.split(" ")));
      if (digests.length > 0) await dropHashes(work.sql, digests, pluck(all, "id"));
      await change(work, "update people set variables = '{}' where id = any($1::bigint[])", texts);
      return all.length + texts.length;
    },
  },
  refusals: {
    // a refused row has no deadline, so the campaign's last deadline starts its retention
    select: `select r.id, r.campaign,
      coalesce((select max(e.deadline) from people e where e.campaign = r.campaign), i.started_at) as deadline
      from refusals r join imports i on i.id = r.import
      where r.id > $1 and r.id <= $2 and r.contacts is not null order by r.id`,
    clear: (work, rows, limits) => change(work, emptyRefusals(), dueBy(rows, limits.contacts)),
  },
  outbox: {
    select: `select o.id, e.deadline, e.campaign from outbox o join attempts a on a.id = o.attempt
      join enrollments e on e.id = a.enrollment where o.id > $1 and o.id <= $2 order by o.id`,
    clear: (work, rows, limits) =>
      change(work, "delete from outbox where id = any($1::bigint[])", dueBy(rows, limits.bodies)),
  },
  replies: {
    select: `select i.id, e.deadline, i.raw, e.campaign from replies r join inbox i on i.id = r.inbox
      join enrollments e on e.id = r.enrollment
      where r.id > $1 and r.id <= $2 and (i.item is not null or i.raw <> 0) order by i.id`,
    async clear(work, rows, limits) {
      const texts = dueBy(rows, limits.bodies);
      const raw = dueBy(rows, limits.raw).filter((row) => row.raw !== 0);
      await clearInbox(work, pluck(texts, "id"));
      await dropRequests(work, raw);
      return new Set([...texts, ...raw]).size;
    },
  },
  inbox: {
    select: `select i.id, e.deadline, e.campaign, i.raw, case i.has_detail when 1 then i.item end as item from inbox i
      join attempts a on a.id = i.attempt join enrollments e on e.id = a.enrollment
      where i.id > $1 and i.id <= $2 and i.type <> ${INBOX_TYPE.reply} and (i.raw <> 0 or i.has_detail = 1)
      order by i.id`,
    async clear(work, rows, limits) {
      const due = dueBy(rows, limits.raw);
      await dropRequests(work, due);
      const hints = due.flatMap(({ id, item }) => (item === null ? [] : { id, item }));
      const rest = hints.map(({ item }) => JSON.stringify({ ...JSON.parse(item), detail: undefined }));
      if (hints.length > 0) await work.sql.run(HINTS, pluck(hints, "id"), rest);
      return due.length;
    },
  },
};
const STAGES = Object.keys(TABLES) as (keyof typeof TABLES)[];

function dueBy(rows: readonly KeptRow[], limit: number): KeptRow[] {
  return rows.filter(({ deadline }) => deadline <= limit);
}

async function dropRequests(work: Work, rows: readonly KeptRow[]): Promise<void> {
  await dropRaws(work.sql, pluck(rows, "raw"));
  await change(work, "update inbox set raw = 0 where id = any($1::bigint[]) and raw <> 0", rows);
}

async function change({ sql }: Work, statement: string, rows: readonly KeptRow[]): Promise<number> {
  return rows.length === 0 ? 0 : sql.run(statement, pluck(rows, "id"));
}

const UNMATCHED_KEPT_MS = 7 * 86_400_000;

/** Receipts and signals without a known attempt. A receipt that another transaction is applying is skipped. */
const REPORTS = `select id, raw from inbox where attempt = 0 and type <> ${INBOX_TYPE.reply} and received_at <= $1
  order by received_at limit $2 for update skip locked`;
const UNKNOWN_REPLIES = `select r.inbox as id, i.raw, r.id as reply from replies r join inbox i on i.id = r.inbox
  where r.enrollment = 0 and r.received_at <= $1 limit $2`;
/** A raw request is kept while one of its items matches a recipient. */
const COUNT = `update raw as r set facts = r.facts - u.facts from unnest($1::bigint[], $2::int[]) u (id, facts)
  where r.id = u.id`;

async function dropUnmatched(work: Work): Promise<{ readonly dropped: number; readonly more: boolean }> {
  const { sql, context } = work;
  const { batch } = context.settings;
  const until = work.now - UNMATCHED_KEPT_MS;
  const reports = await sql.all<StoredRow<"id" | "raw">>(REPORTS, until, batch);
  const replies = await sql.all<StoredRow<"id" | "raw" | "reply">>(UNKNOWN_REPLIES, until, batch);
  const rows = [...reports, ...replies];
  if (rows.length === 0) return { dropped: 0, more: false };
  const facts = new Map<number, number>();
  for (const { raw } of rows) if (raw !== 0) facts.set(raw, (facts.get(raw) ?? 0) + 1);
  const requests = [...facts.keys()];
  if (requests.length > 0) {
    await sql.run(COUNT, requests, [...facts.values()]);
    await sql.run("delete from raw where id = any($1::bigint[]) and facts <= 0", requests);
  }
  await sql.run("delete from inbox where id = any($1::bigint[])", pluck(rows, "id"));
  await sql.run("delete from replies where id = any($1::bigint[])", pluck(replies, "reply"));
  return { dropped: rows.length, more: reports.length === batch || replies.length === batch };
}

const OLD_PERMITS = "delete from permits where next_at < $1";
const PERMITS_KEPT_MS = 86_400_000;

const OWN = `select campaign, kept from versions
  where id in (select max(id) from versions group by campaign) and kept is not null`;

/** Value of the cursor while inbound items without a recipient remain. */
const UNMATCHED = "unmatched";

export async function retain(work: Work, input: RetainInput): Promise<RetainAnswer> {
  const { sql, context } = work;
  const own = await sql.all<StoredRow<"campaign", "kept">>(OWN);
  const readLimits = retentionLimits(input, new Map(own.map((row) => [row.campaign, JSON.parse(row.kept)])), work.now);
  const place = placeAmong(STAGES, input.cursor);
  if (place === undefined) {
    await sql.run(OLD_PERMITS, work.now - PERMITS_KEPT_MS);
    const { dropped, more } = await dropUnmatched(work);
    const onward = readLimits === undefined ? undefined : STAGES[0];
    return { erased: dropped, cursor: more ? UNMATCHED : onward };
  }
  if (readLimits === undefined) return { erased: 0, cursor: undefined };
  const { select, clear } = TABLES[place.table];
  const { batch } = context.settings;
  const next = pageEnd(`${place.table} where id > $1`, batch);
  const from = Number(place.through);
  const { through = 0, seen = 0 } = (await sql.one<PageEnd>(next, from)) ?? {};
  const rows = seen === 0 ? [] : await sql.all<KeptRow>(select, from, through);
  let erased = 0;
  for (const [campaign, some] of Map.groupBy(rows, (row) => row.campaign))
    erased += await clear(work, some, readLimits(campaign));
  return { erased, cursor: cursorBehind(STAGES, place.table, seen < batch ? undefined : through) };
}
