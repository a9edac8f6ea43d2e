import { KEPT_CLASSES, noChange, PHASE, retentionFor } from "@relance/rules";
import type { Kept, PlanKept, RetainInput, SignalItem } from "@relance/spec";
import { NO_CONTACTS } from "../rows/contacts.ts";
import { clearInbox, dropRaws, INBOX_TYPE } from "../rows/inbox-facts.ts";
import { numberAt, numbersIn, type Row } from "../rows/sql.ts";
import type { Work } from "../work/work.ts";
import { dropHashes } from "./contact-hashes.ts";
import { emptyRefusals } from "./row-objection.ts";

/** For each class of data, the latest deadline whose retention is over; -1 if the data is kept forever. */
type RetentionLimits = Readonly<Record<keyof Kept, number>>;

export function retentionLimits(
  { keptMs }: RetainInput,
  own: ReadonlyMap<number, PlanKept>,
  now: number,
): ((campaign: number) => RetentionLimits) | undefined {
  const limit = (ms: number | undefined) => (ms === undefined ? -1 : now - ms);
  const limitsOf = ({ contacts, bodies, raw }: Kept): RetentionLimits => {
    return { contacts: limit(contacts), bodies: limit(bodies), raw: limit(raw) };
  };
  const house = limitsOf(keptMs);
  if (own.size === 0 && KEPT_CLASSES.every((name) => keptMs[name] === undefined)) return undefined;
  const others = new Map([...own].map(([campaign, kept]) => [campaign, limitsOf(retentionFor(keptMs, kept))]));
  return (campaign) => others.get(campaign) ?? house;
}

/** Prefix of a signal's detail in stored JSON, which finds such rows without parsing every row. */
const HINT_DETAIL = '"detail":';

function withoutDetail(item: string): string {
  const { detail: _, ...fact } = JSON.parse(item) as SignalItem;
  return JSON.stringify(fact);
}

export interface RetentionTable {
  readonly select: string;
  readonly clear: (work: Work, rows: readonly Row[], limits: RetentionLimits) => Promise<number>;
}

/** An open enrollment still needs its contacts, so only ended enrollments are selected. */
const PEOPLE: RetentionTable = {
  select: `select p.id, e.deadline, case when p.person is not null and p.variables <> '{}' then 1 else 0 end, p.digests,
    e.campaign from people p join enrollments e on e.id = p.id where p.id > $1 and p.id <= $2 and e.phase = ${PHASE.idle}
    and (p.contacts <> '[]' or p.variables <> '{}' or p.box is not null) order by p.id`,
  async clear(work, rows, limits) {
    const all = rows.filter((row) => numberAt(row, 1) <= limits.contacts);
    const texts = rows.filter((row) => !all.includes(row) && row[2] === 1 && numberAt(row, 1) <= limits.bodies);
    await clearContacts(work, all);
    await change(work, "update people set variables = '{}' where id = any($1::bigint[])", texts);
    return all.length + texts.length;
  },
};

async function clearContacts(work: Work, rows: readonly Row[]): Promise<void> {
  if (rows.length === 0) return;
  const ids = numbersIn(rows);
  for (const hot of await work.rows.lock(ids)) {
    hot.knownContacts = 0; // even if the enrollment is reopened, it has no contact to use
    work.save(hot, noChange());
  }
  await change(work, `update people set ${NO_CONTACTS} where id = any($1::bigint[])`, rows);
  const digests = rows.flatMap((row) => (row[3] === "" ? [] : String(row[3]).split(" ")));
  await dropHashes(work.sql, digests, ids);
}

/** Refused rows have no deadline, so their retention begins at the campaign's last deadline. */
const REFUSALS: RetentionTable = {
  select: `select r.id, coalesce((select max(e.deadline) from people e where e.campaign = r.campaign), i.started_at),
    r.campaign from refusals r join imports i on i.id = r.import
    where r.id > $1 and r.id <= $2 and r.contacts is not null order by r.id`,
  async clear(work, rows, limits) {
    const due = rows.filter((row) => numberAt(row, 1) <= limits.contacts);
    return change(work, emptyRefusals(), due);
  },
};

const OUTBOX: RetentionTable = {
  select: `select o.id, e.deadline, e.campaign from outbox o join attempts a on a.id = o.attempt
    join enrollments e on e.id = a.enrollment where o.id > $1 and o.id <= $2 order by o.id`,
  async clear(work, rows, limits) {
    const due = rows.filter((row) => numberAt(row, 1) <= limits.bodies);
    return change(work, "delete from outbox where id = any($1::bigint[])", due);
  },
};

const REPLIES: RetentionTable = {
  select: `select i.id, e.deadline, i.raw, e.campaign from replies r join inbox i on i.id = r.inbox
    join enrollments e on e.id = r.enrollment
    where r.id > $1 and r.id <= $2 and (i.item is not null or i.raw <> 0) order by i.id`,
  async clear(work, rows, limits) {
    const said = rows.filter((row) => numberAt(row, 1) <= limits.bodies);
    const raw = rows.filter((row) => numberAt(row, 1) <= limits.raw && numberAt(row, 2) !== 0);
    await clearInbox(work, numbersIn(said));
    await dropRequests(work, raw);
    return new Set([...said, ...raw]).size;
  },
};

const HINTS = `update inbox as i set item = u.item from unnest($1::bigint[], $2::text[]) u (id, item)
  where i.id = u.id and i.item is not null`;

const INBOX: RetentionTable = {
  select: `select i.id, e.deadline, i.raw, i.item, e.campaign from inbox i
    join attempts a on a.id = i.attempt join enrollments e on e.id = a.enrollment
    where i.id > $1 and i.id <= $2 and i.type <> ${INBOX_TYPE.reply}
    and (i.raw <> 0 or (i.type = ${INBOX_TYPE.signal} and strpos(i.item, '${HINT_DETAIL}') > 0)) order by i.id`,
  async clear(work, rows, limits) {
    const due = rows.filter((row) => numberAt(row, 1) <= limits.raw);
    await dropRequests(work, due);
    const hints = due.filter((row) => row[3] !== null);
    const rest = hints.map((row) => withoutDetail(row[3] as string));
    if (hints.length > 0) await work.sql.run(HINTS, numbersIn(hints), rest);
    return due.length;
  },
};

async function dropRequests(work: Work, rows: readonly Row[]): Promise<void> {
  await dropRaws(work.sql, numbersIn(rows, 2));
  await change(work, "update inbox set raw = 0 where id = any($1::bigint[]) and raw <> 0", rows);
}

async function change({ sql }: Work, statement: string, rows: readonly Row[]): Promise<number> {
  return rows.length === 0 ? 0 : sql.run(statement, numbersIn(rows));
}

export const RETENTION_STAGES = ["people", "refusals", "outbox", "replies", "inbox"] as const;

export const RETENTION_TABLES: Readonly<Record<(typeof RETENTION_STAGES)[number], RetentionTable>> = {
  people: PEOPLE,
  refusals: REFUSALS,
  outbox: OUTBOX,
  replies: REPLIES,
  inbox: INBOX,
};
