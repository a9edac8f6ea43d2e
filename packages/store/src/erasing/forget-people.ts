import { forget, isOpen } from "@relance/rules";
import type { AttemptRef, EraseInput, ForgottenPerson, PersonKey, StoreRequest } from "@relance/spec";
import { hashesOf } from "../people/contact-hashes.ts";
import {
  addressesIn,
  forgottenKey,
  forgottenPerson,
  type StrangerName,
  strangerNames,
  textForms,
  textsIn,
} from "../people/forgotten.ts";
import { before } from "../people/person-changes.ts";
import { dropKeys } from "../people/person-keys.ts";
import { listOf, numberAt, type Row } from "../transaction/sql.ts";
import type { Work } from "../transaction/work.ts";
import { clearInbox } from "./clear-inbox.ts";
import {
  attemptsOf,
  type FoundMatter,
  findMatters,
  isRowOf,
  isTarget,
  namesOf,
  requestsNaming,
} from "./find-matters.ts";

/** What came in and found nobody: not applied yet, without a known attempt, or set aside. */
const UNPLACED = `select i.id from inbox i join raw r on r.id = i.raw
  where (i.fold = 0 or (i.fold = 2 and i.ref is not null) or i.fold = 3)
  and (exists (select 1 from unnest($1::text[]) f (form) where position(decode(f.form, 'hex') in r.bytes) > 0)
    or exists (select 1 from unnest($2::text[]) m (digest) where strpos(' ' || r.mentions || ' ', ' ' || m.digest || ' ') > 0))`;

/** Replies from nobody who was enrolled then. The text is looked at before it is read: not every one can be. */
const UNKNOWN = `select i.id, i.item, r.digest from replies r join inbox i on i.id = r.inbox
  where r.enrollment = 0 and (r.digest = any($2::text[])
    or exists (select 1 from unnest($1::text[]) f (form) where strpos(i.item, f.form) > 0))`;

const UNNAME_UNKNOWN = "update replies set digest = null where enrollment = 0 and digest = any($1::text[])";

const KEYLESS = `select id, contacts from refusals where key is null and contacts is not null
  and (exists (select 1 from unnest($1::text[]) f (form) where strpos(contacts, f.form) > 0)
    or exists (select 1 from unnest($2::text[]) m (digest) where strpos(' ' || digests || ' ', ' ' || m.digest || ' ') > 0))
  for update`;
const CLEAR_KEYLESS =
  "update refusals set contacts = null, digests = null, advice = '' where id = any($1::bigint[])";

/** What stood under addresses alone. */
interface ClearedStrangers {
  readonly texts: readonly string[];
  readonly keys: readonly PersonKey[];
}

const UNNAME_SOME = "update replies set digest = null where enrollment = 0 and inbox = any($1::bigint[])";

/** Takes out what somebody found to be about these people who could read it. Answers the texts. */
async function clearFound(work: Work, ids: readonly number[]): Promise<string[]> {
  if (ids.length > 0) await work.sql.run(UNNAME_SOME, listOf(ids));
  return clearInbox(work, ids);
}

/** Takes out what stands under an address alone, because nobody knew whose it was. */
async function clearStrangers(work: Work, names: readonly StrangerName[]): Promise<ClearedStrangers> {
  if (names.length === 0) return { texts: [], keys: [] };
  const { sql } = work;
  const addresses = new Set(names.map(({ address }) => address));
  const digests = new Set(names.map(({ digest }) => digest).filter((digest) => digest !== ""));
  const forms = [...addresses].flatMap(textForms);
  const bytes = listOf(forms.map((form) => Buffer.from(form).toString("hex")));
  const hashed = listOf([...digests]);
  const unplaced = (await sql.rows(UNPLACED, bytes, hashed)).map((row) => numberAt(row, 0));
  const unknown = (await sql.rows(UNKNOWN, listOf(forms), hashed))
    .filter((row) => digests.has(String(row[2])) || addresses.has(writerOf(row[1] as string | null)))
    .map((row) => numberAt(row, 0));
  await sql.run(UNNAME_UNKNOWN, hashed);
  const keyless = await sql.rows(KEYLESS, listOf(forms), hashed);
  if (keyless.length > 0) await sql.run(CLEAR_KEYLESS, listOf(keyless.map((row) => numberAt(row, 0))));
  const keys = await dropKeys(
    sql,
    keyless.map((row) => row[1] as string),
  );
  return { texts: await clearInbox(work, [...new Set([...unplaced, ...unknown])]), keys };
}

function writerOf(item: string | null): string {
  return item === null ? "" : (JSON.parse(item) as { readonly from: string }).from;
}

const EMPTY = `update people as p set key = u.key, person = u.person, contacts = '[]', digests = '', variables = '{}',
  locale = null, timezone = null, line = 0, salt = null from unnest($1::bigint[], $2::text[], $3::text[]) u (id, key, person) where p.id = u.id`;
const ANSWERS = `update acknowledgements set key = null, shown = null, source_id = 'forgotten:' || id
  where enrollment = any($1::bigint[]) and enrollment > 0`;
const HASHES = "delete from contact_hashes where hash = any($1::bigint[]) and enrollment = any($2::bigint[])";
const IMPORTS = "update imports set name = 'forgotten:' || id where id = any($1::int[])";
const REPLIES = "select inbox from replies where enrollment = any($1::bigint[])";
const CAPTURED = "delete from outbox where attempt = any($1::bigint[]) returning address, content";

/** What was taken out of some matters. */
interface EmptiedMatters {
  readonly cancelled: number;
  readonly texts: readonly string[];
  readonly keys: readonly PersonKey[];
}

/** Ends matters of people who are to be forgotten, and takes out everything beside the rows that says whose they are. */
async function emptyMatters(work: Work, found: readonly FoundMatter[]): Promise<EmptiedMatters> {
  if (found.length === 0) return { cancelled: 0, texts: [], keys: [] };
  const { sql } = work;
  const own = found.map(({ id }) => id);
  const ids = listOf(own);
  const held = await work.rows.lock(own);
  const cancelled = held.filter(isOpen).length;
  for (const row of held) {
    const was = before(row);
    work.save(row, was, forget(row));
  }
  const standIns = listOf(own.map(forgottenKey));
  await sql.run(EMPTY, ids, standIns, listOf(found.map(({ tombstone }) => forgottenPerson(tombstone))));
  await sql.run(ANSWERS, ids);
  const digests = found.flatMap(({ digests }) => (digests === "" ? [] : digests.split(" ")));
  await sql.run(HASHES, listOf(hashesOf(digests)), ids);
  const sends = found.filter(({ person }) => person !== null);
  await sql.run(IMPORTS, listOf(sends.map((matter) => matter.import)));
  const replies = (await sql.rows(REPLIES, ids)).map((row) => numberAt(row, 0));
  const said = await clearInbox(work, replies);
  const captured = await sql.rows(CAPTURED, listOf(await attemptsOf(sql, own)));
  const keys = await dropKeys(
    sql,
    found.flatMap(({ contacts, variables }) => [contacts, variables]),
  );
  return { cancelled, keys, texts: [...found.flatMap(textsOf), ...said, ...captured.flatMap(capturedTexts)] };
}

function textsOf({ key, person, contacts, variables }: FoundMatter): string[] {
  return [key, person ?? "", ...addressesIn(contacts), ...textsIn(variables)];
}

function capturedTexts(row: Row): string[] {
  return [row[0] as string, ...textsIn(row[1] as string)];
}

/** Whoever calls the message back goes on under its id: the order has it alone, and is gone when that is over. */
const KEEP = `update recalls as r set ref = a.ref from attempts a
  where a.id = r.attempt and r.attempt = any($1::bigint[]) and r.ref is null`;
const RENAME = `update attempts as a set ref = u.ref from unnest($1::bigint[], $2::text[]) u (id, ref)
  where a.id = u.id and a.ref is not null`;
const UNNAME =
  "update inbox set ref = null where attempt = any($1::bigint[]) and type = 0 and ref is not null";

/** Takes out providers' ids that were made of an address; late receipts find the message by what stands in their place. */
async function renameRefs({ sql }: Work, refs: readonly AttemptRef[]): Promise<void> {
  if (refs.length === 0) return;
  const attempts = listOf(refs.map(({ attempt }) => attempt));
  await sql.run(KEEP, attempts);
  await sql.run(RENAME, attempts, listOf(refs.map(({ ref }) => ref)));
  await sql.run(UNNAME, attempts);
}

const BURY = `insert into tombstones (digest, at, actor, reason, through, until)
  select distinct u.digest, $2::bigint, $3, $4, 0, (select coalesce(max(id), 0) from inbox)
  from unnest($1::text[]) u (digest) where true
  on conflict (digest) do update set through = 0, until = excluded.until`;

const REFUSED = `select r.id, r.contacts, r.digests from refusals r join campaigns c on c.id = r.campaign
  join unnest($1::text[], $2::text[]) u (key, tenant) on u.key = r.key and u.tenant = c.tenant`;
const CLEAR_REFUSED =
  "update refusals set key = null, contacts = null, digests = null, advice = '' where id = any($1::bigint[])";
const EARLY = `delete from acknowledgements where enrollment = 0
  and (key, tenant) in (select u.key, u.tenant from unnest($1::text[], $2::text[]) u (key, tenant))`;

/** What forgetting some people took out. */
export interface ForgottenPeople extends EmptiedMatters {
  readonly enrollments: number;
}

/**
 * Forgets people over all campaigns of their tenants, known or not: nobody of these keys is taken from now on. Nobody is
 * enrolled meanwhile, so that a row and the wish to be forgotten cannot pass each other.
 */
export async function forgetPeople(work: Work, input: EraseInput): Promise<ForgottenPeople> {
  const { actor, reason } = input;
  const people = input.people.filter(({ key }) => !key.includes("\0"));
  if (people.length === 0) return { enrollments: 0, cancelled: 0, texts: [], keys: [] };
  const { sql } = work;
  await work.context.driver.holdArrivals(work.sql, "alone");
  const [keys, tenants, tombstones] = namesOf(people);
  const found = await findMatters(sql, people);
  const emptied = await emptyMatters(work, found);
  await renameRefs(work, input.refs ?? []);
  await sql.run(BURY, tombstones, work.now, actor, reason); // behind whoever held these people: all they stored is seen
  const refused = await sql.rows(REFUSED, keys, tenants);
  await sql.run(CLEAR_REFUSED, listOf(refused.map((row) => numberAt(row, 0))));
  await sql.run(EARLY, keys, tenants);
  await clearRequests(work, people);
  const contacts = [
    ...found.flatMap((matter) => strangerNames(matter.contacts, matter.digests)),
    ...refused.flatMap((row) => strangerNames(row[1] as string | null, row[2] as string | null)),
  ];
  const strangers = await clearStrangers(work, contacts);
  const read = await clearFound(work, input.unplaced ?? []);
  const unusable = refused.map((row) => row[1] as string | null);
  const dropped = [...emptied.keys, ...(await dropKeys(sql, unusable)), ...strangers.keys];
  const said = [...emptied.texts, ...unusable.flatMap(addressesIn), ...strangers.texts, ...read];
  const { cancelled } = emptied;
  const texts = [...people.map(({ key }) => key), ...said];
  return { enrollments: found.length, cancelled, keys: dropped, texts };
}

/** What callers left in their own transactions, waiting or set aside: these people's part of it is carried out no more. */
async function clearRequests({ sql }: Work, people: readonly ForgottenPerson[]): Promise<void> {
  for (const { id, request } of await requestsNaming(sql, people, "to change")) {
    const rest = without(request, people);
    if (rest === undefined) await sql.run("delete from requests where id = $1", id);
    else await sql.run("update requests set body = $2 where id = $1", id, JSON.stringify(rest));
  }
}

function without(request: StoreRequest, people: readonly ForgottenPerson[]): StoreRequest | undefined {
  const isOther = (row: Parameters<typeof isRowOf>[0]) => !people.some((person) => isRowOf(row, person));
  switch (request.verb) {
    case "acknowledge": {
      const items = request.items.filter(({ target }) => !people.some((person) => isTarget(target, person)));
      return items.length === 0 ? undefined : { ...request, items };
    }
    case "enroll": {
      const { chunk } = request; // a chunk without rows is one still: an import counts its chunks
      const refused = chunk.refused.filter(isOther);
      return { ...request, chunk: { ...chunk, rows: chunk.rows.filter(isOther), refused } };
    }
    case "send":
      return request.chunk.rows.every(isOther) ? request : undefined;
    default:
      return request;
  }
}
