import { noChange } from "@relance/rules";
import {
  before,
  HINT_DETAIL,
  type RetentionLimits,
  type RetentionStage,
  withoutDetail,
} from "@relance/store";
import { dropKeys } from "../people/person-keys.ts";
import { readHot } from "../people/row.ts";
import { numberAt, type Row } from "../transaction/sql.ts";
import type { Work } from "../transaction/work.ts";
import { forgetLookups } from "./forget-lookups.ts";

/** One table of the walk: what of it may be due, and how a row of it is emptied. */
export interface RetentionTable {
  /** Answers id, deadline, what `clear` needs, and last the campaign (0 = none), of rows behind ?1 up to ?2. */
  readonly select: string;
  readonly table: string;
  /** Answers how many rows changed. */
  readonly clear: (work: Work, rows: readonly Row[], limits: RetentionLimits) => number;
}

/** Empties rows one by one. */
function each(clear: (work: Work, row: Row, limits: RetentionLimits) => boolean): RetentionTable["clear"] {
  return (work, rows, limits) => rows.filter((row) => clear(work, row, limits)).length;
}

/** Of people whose matter is over alone: an open one still needs its contacts. */
const PEOPLE: RetentionTable = {
  table: "people",
  select: `select p.id, e.deadline, p.person is not null and p.variables <> '{}', p.digests,
    p.contacts, p.variables, e.campaign from people p join enrollments e on e.id = p.id where p.id > ?1 and p.id <= ?2 and e.phase = 0
    and (p.contacts <> '[]' or p.variables <> '{}') order by p.id`,
  clear(work, rows, limits) {
    const all = rows.filter((row) => numberAt(row, 1) <= limits.contacts);
    for (const row of all) clearContacts(work, row);
    forgetLookups(
      work,
      all.map((row) => ({ id: numberAt(row, 0), digests: String(row[3]) })),
    );
    const isText = (row: Row) => numberAt(row, 2) === 1 && numberAt(row, 1) <= limits.bodies;
    const texts = rows.filter((row) => !all.includes(row) && isText(row)); // of a send() they travel with the row
    for (const row of texts) {
      work.sql.run("update people set variables = '{}' where id = ?", numberAt(row, 0));
      if (row[4] === "[]") dropKeys(work.sql, row[5] as string);
    }
    return all.length + texts.length;
  },
};

function clearContacts(work: Work, row: Row): void {
  const id = numberAt(row, 0);
  dropKeys(work.sql, row[4] as string, row[5] as string);
  work.sql.run(
    "update people set contacts = '[]', digests = '', variables = '{}', locale = null, timezone = null where id = ?",
    id,
  );
  const hot = readHot(work.sql, id);
  if (hot === undefined) return;
  const was = before(hot);
  hot.has = 0; // nobody can be written to any more, whoever reopens the matter
  work.save(hot, was, noChange());
}

/** A refused row has no deadline of its own: it goes with the last of its campaign. */
const REFUSALS: RetentionTable = {
  table: "refusals",
  select: `select r.id, coalesce((select max(e.deadline) from enrollments e where e.campaign = r.campaign), i.started_at),
    r.contacts, r.campaign from refusals r join imports i on i.id = r.import
    where r.id > ?1 and r.id <= ?2 and r.contacts is not null order by r.id`,
  clear: each((work, row, limits) => {
    if (numberAt(row, 1) > limits.contacts) return false;
    work.sql.run("update refusals set contacts = null, digests = null where id = ?", numberAt(row, 0));
    dropKeys(work.sql, row[2] as string);
    return true;
  }),
};

const OUTBOX: RetentionTable = {
  table: "outbox",
  select: `select o.id, e.deadline, e.campaign from outbox o join attempts a on a.id = o.attempt
    join enrollments e on e.id = a.enrollment where o.id > ?1 and o.id <= ?2 order by o.id`,
  clear: each((work, row, limits) => {
    if (numberAt(row, 1) > limits.bodies) return false;
    work.sql.run("delete from outbox where id = ?", numberAt(row, 0));
    return true;
  }),
};

const REPLIES: RetentionTable = {
  table: "replies",
  select: `select r.id, coalesce(e.deadline, r.received_at), i.id, i.raw, i.item is not null, coalesce(e.campaign, 0)
    from replies r join inbox i on i.id = r.inbox left join enrollments e on e.id = r.enrollment
    where r.id > ?1 and r.id <= ?2 and (i.item is not null or i.raw <> 0) order by r.id`,
  clear: each((work, row, limits) => {
    const deadline = numberAt(row, 1);
    const isSaid = deadline <= limits.bodies;
    if (!isSaid && (deadline > limits.raw || numberAt(row, 3) === 0)) return false;
    dropRaw(work, numberAt(row, 2), numberAt(row, 3));
    if (isSaid) work.sql.run("update inbox set item = null, dedupe = null where id = ?", numberAt(row, 2));
    return true;
  }),
};

/** Receipts and hints, with what these were judged by; of an attempt that nobody knows, by when they came. */
const INBOX: RetentionTable = {
  table: "inbox",
  select: `select i.id, coalesce(e.deadline, i.received_at), i.raw, i.item, coalesce(e.campaign, 0) from inbox i
    left join attempts a on a.id = i.attempt left join enrollments e on e.id = a.enrollment
    where i.id > ?1 and i.id <= ?2 and i.type <> 1
    and (i.raw <> 0 or (i.type = 2 and instr(i.item, '${HINT_DETAIL}') > 0)) order by i.id`,
  clear: each((work, row, limits) => {
    if (numberAt(row, 1) > limits.raw) return false;
    const [id, raw, item] = [numberAt(row, 0), numberAt(row, 2), row[3] as string | null];
    if (raw !== 0) dropRaw(work, id, raw);
    if (item !== null) work.sql.run("update inbox set item = ? where id = ?", withoutDetail(item), id);
    return true;
  }),
};

function dropRaw({ sql }: Work, inbox: number, raw: number): void {
  sql.run("delete from raw where id = ?", raw);
  sql.run("update inbox set raw = 0 where id = ?", inbox);
}

export const RETENTION_TABLES: Readonly<Record<RetentionStage, RetentionTable>> = {
  people: PEOPLE,
  refusals: REFUSALS,
  outbox: OUTBOX,
  replies: REPLIES,
  inbox: INBOX,
};
