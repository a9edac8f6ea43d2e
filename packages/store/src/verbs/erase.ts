import { forget, isOpen } from "@relance/rules";
import type { EraseAnswer, EraseInput, ForgottenPerson, StoreRequest } from "@relance/spec";
import { dropHashes, isAmong } from "../moves/contact-hashes.ts";
import {
  belongsTo,
  type FoundEnrollment,
  findAttempts,
  findEnrollments,
  isTarget,
  REFUSED_AS,
  requestsNaming,
  splitNames,
} from "../moves/find-enrollments.ts";
import { emptyRefusals } from "../moves/row-objection.ts";
import { NO_CONTACTS } from "../rows/contacts.ts";
import { forgottenKey, forgottenPerson } from "../rows/forgotten.ts";
import { clearInbox, INBOX_TYPE } from "../rows/inbox-facts.ts";
import { DROP_REQUESTS } from "../rows/receiver-downtime.ts";
import { numbersIn, pluck, type StoredRow } from "../rows/sql.ts";
import type { Work } from "../work/work.ts";

/** SQL: finds replies of unknown senders and refused rows without a key, by the contact's keyed hash. */
const UNNAME_UNKNOWN = `update replies set digest = null where enrollment = 0 and digest = any($1::text[])
  returning inbox`;
const KEYLESS = `select id from refusals where key is null and contacts is not null
  and exists (select 1 from unnest($1::text[]) m (digest) where ${isAmong("m.digest", "digests")})
  for update`;
const CLEAR_REFUSED = emptyRefusals("key = null, advice = ''");

function digestsIn(stored: readonly (string | null)[]): string[] {
  return [...new Set(stored.flatMap((digests) => (digests ? digests.split(" ") : [])))];
}

const EMPTY = `update people as p set key = u.key, person = u.person, ${NO_CONTACTS}, line = 0, salt = null
  from unnest($1::bigint[], $2::text[], $3::text[]) u (id, key, person) where p.id = u.id`;
const ANSWERS = `update acknowledgements set key = null, shown = null, source_id = 'forgotten:' || id
  where enrollment = any($1::bigint[]) and enrollment > 0`;
const IMPORTS = "update imports set name = 'forgotten:' || id where id = any($1::int[])";
const REPLIES = "update replies set digest = null where enrollment = any($1::bigint[]) returning inbox";
const CAPTURED = "delete from outbox where attempt = any($1::bigint[])";

async function emptyEnrollments(work: Work, found: readonly FoundEnrollment[]): Promise<number> {
  if (found.length === 0) return 0;
  const { sql } = work;
  const ids = pluck(found, "id");
  const held = await work.rows.lock(ids);
  const cancelled = held.filter(isOpen).length;
  for (const row of held) work.save(row, forget(row));
  await sql.run(EMPTY, ids, ids.map(forgottenKey), pluck(found, "tombstone").map(forgottenPerson));
  await sql.run(ANSWERS, ids);
  await dropHashes(sql, digestsIn(pluck(found, "digests")), ids);
  const sends = found.filter(({ person }) => person !== null);
  await sql.run(IMPORTS, pluck(sends, "import"));
  await clearInbox(work, numbersIn(await sql.rows(REPLIES, ids)));
  await sql.run(CAPTURED, await findAttempts(sql, ids));
  return cancelled;
}

const RENAME = `update attempts as a set ref = u.ref from unnest($1::bigint[], $2::text[]) u (id, ref)
  where a.id = u.id and a.ref is not null`;
const UNNAME = `update inbox set ref = null
  where attempt = any($1::bigint[]) and type = ${INBOX_TYPE.receipt} and ref is not null`;

const ADD_FORGOTTEN = `insert into forgotten_recipients (digest, at, actor, reason, through, until)
  select distinct u.digest, $2::bigint, $3, $4, 0, (select coalesce(max(id), 0) from inbox)
  from unnest($1::text[]) u (digest) where true
  on conflict (digest) do update set through = 0, until = excluded.until`;

const REFUSED = `with u as (select * from unnest($1::text[], $2::text[]) u (key, tenant))
  select r.id, r.digests from ${REFUSED_AS}`;
const EARLY = `delete from acknowledgements where enrollment = 0
  and (key, tenant) in (select u.key, u.tenant from unnest($1::text[], $2::text[]) u (key, tenant))`;

/** Erases recipients in all campaigns of their tenants. Enrollment waits, so that no import adds them. */
async function forgetPeople(work: Work, input: EraseInput): Promise<Pick<EraseAnswer, "enrollments" | "cancelled">> {
  const { actor, reason, refs = [] } = input;
  const people = input.people.filter(({ key }) => !key.includes("\0"));
  if (people.length === 0) return { enrollments: 0, cancelled: 0 };
  const { sql } = work;
  await work.context.driver.holdArrivals(work.sql, "alone");
  const [keys, tenants, tombstones] = splitNames(people);
  const found = await findEnrollments(sql, people);
  const cancelled = await emptyEnrollments(work, found);
  if (refs.length > 0) {
    const attempts = pluck(refs, "attempt");
    await sql.run(RENAME, attempts, pluck(refs, "ref")); // late receipts still match the hash that replaces the id
    await sql.run(UNNAME, attempts);
  }
  await sql.run(ADD_FORGOTTEN, tombstones, work.now, actor, reason);
  const refused = await sql.all<StoredRow<"id", never, "digests">>(REFUSED, keys, tenants);
  await sql.run(CLEAR_REFUSED, pluck(refused, "id"));
  await sql.run(EARLY, keys, tenants);
  for (const { id, request } of await requestsNaming(sql, people, "to change")) {
    const rest = without(request, people);
    if (rest === undefined) await sql.run(DROP_REQUESTS, [id]);
    else await sql.run("update requests set body = $2 where id = $1", id, JSON.stringify(rest));
  }
  const digests = digestsIn(pluck([...found, ...refused], "digests"));
  if (digests.length > 0) {
    await clearInbox(work, numbersIn(await sql.rows(UNNAME_UNKNOWN, digests)));
    await sql.run(CLEAR_REFUSED, numbersIn(await sql.rows(KEYLESS, digests)));
  }
  return { enrollments: found.length, cancelled };
}

function without(request: StoreRequest, people: readonly ForgottenPerson[]): StoreRequest | undefined {
  const isOther = (row: Parameters<typeof belongsTo>[0]) => !people.some((person) => belongsTo(row, person));
  switch (request.verb) {
    case "acknowledge": {
      const items = request.items.filter(({ target }) => !people.some((person) => isTarget(target, person)));
      return items.length === 0 ? undefined : { ...request, items };
    }
    case "enroll": {
      const { chunk } = request; // a chunk without rows still counts for its import
      const refused = chunk.refused.filter(isOther);
      return { ...request, chunk: { ...chunk, rows: chunk.rows.filter(isOther), refused } };
    }
    case "remove": {
      const { input, tenant } = request;
      const keys = input.keys.filter((key) => !people.some((one) => one.key === key && one.tenant === tenant));
      return keys.length === 0 ? undefined : { ...request, input: { ...input, keys } };
    }
    case "reschedule": {
      const rows = request.input.rows.filter(isOther);
      return rows.length === 0 ? undefined : { ...request, input: { ...request.input, rows } };
    }
    case "send":
      return request.chunk.rows.every(isOther) ? request : undefined;
    default:
      return request;
  }
}

const MOST_BATCHES = 50;
const TOGETHER = 200;

const OPEN = `select digest, through, until from forgotten_recipients
  where through = (select min(through) from forgotten_recipients where through >= 0) limit ${TOGETHER} for update skip locked`;
const MATTERS = "select id from people where person = any($1::text[])";
const NEXT = `select id from inbox where id > $1 and id <= $2 and attempt = any($3::bigint[])
  and (raw <> 0 or item is not null) order by id`;
const THROUGH = "update forgotten_recipients set through = $2 where digest = any($1::text[])";

/** Receipts and signals name only an attempt, so the inbox is scanned for them. Returns whether items remain. */
async function clearLeftovers(work: Work): Promise<boolean> {
  const { sql } = work;
  const open = await sql.all<StoredRow<"through" | "until", "digest">>(OPEN);
  const [first] = open;
  if (first === undefined) return false;
  const digests = pluck(open, "digest");
  const attempts = await findAttempts(sql, numbersIn(await sql.rows(MATTERS, digests.map(forgottenPerson))));
  const until = Math.max(...pluck(open, "until"));
  const end = Math.min(until, first.through + MOST_BATCHES * work.context.settings.batch);
  if (attempts.length > 0) await clearInbox(work, numbersIn(await sql.rows(NEXT, first.through, end, attempts)));
  const isDone = end >= until || attempts.length === 0;
  await sql.run(THROUGH, digests, isDone ? -1 : end);
  return true; // more rows may exist; the scan ends with a call that finds none
}

export async function erase(work: Work, input: EraseInput): Promise<EraseAnswer> {
  if (input.people.length === 0) {
    const more = await clearLeftovers(work);
    return { enrollments: 0, cancelled: 0, more, isLogged: false };
  }
  return { ...(await forgetPeople(work, input)), more: true, isLogged: false };
}
