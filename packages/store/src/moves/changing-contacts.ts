import {
  contactBit,
  type NewContacts,
  planStep,
  REPLACED,
  renewContacts,
  replacedContact,
  returnToMissed,
  type SentMessage,
} from "@relance/rules";
import type { Contact, EnrollRow } from "@relance/spec";
import { contactBits } from "../rows/contacts.ts";
import { isStorable, MAX_ROW_TEXT } from "../rows/inbox-facts.ts";
import { chainFrom, numbersIn, pluck, type StoredRow, splitColumns } from "../rows/sql.ts";
import type { VersionFacts } from "../rows/versions.ts";
import type { Work } from "../work/work.ts";
import { indexContacts } from "./contact-hashes.ts";

export interface NewPerson {
  readonly id: number;
  readonly until: number;
  readonly digests: string;
  readonly row: EnrollRow;
}

const COLUMNS = splitColumns(`campaign int, import int, id bigint, deadline bigint, line int, key text, contacts text,
  digests text, variables text, box text, locale text, timezone text, person text`);

export async function insertPeople(
  work: Work,
  campaign: number,
  source: number,
  people: readonly NewPerson[],
): Promise<ReadonlySet<number>> {
  if (people.length === 0) return new Set();
  // key order prevents deadlocks of two imports; in SQLite, inserts in the order of ids cost half as much
  const sorted = work.context.driver.hasOneWriter
    ? people
    : people.toSorted((a, b) => (a.row.key === b.row.key ? a.id - b.id : a.row.key < b.row.key ? -1 : 1));
  const cells = sorted.map(({ id, until, digests, row }) => {
    const { line, key, box = null, locale = null, timezone = null, person = null } = row;
    const [contacts, variables] = [JSON.stringify(row.contacts), JSON.stringify(row.variables)];
    return [campaign, source, id, until, line, key, contacts, digests, variables, box, locale, timezone, person];
  });
  const rows = await work.sql.insert("people", COLUMNS, cells, "on conflict (key, campaign) do nothing returning id");
  return new Set(numbersIn(rows));
}

const NAMED = "select key, id from people where campaign = $1 and key = any($2::text[])";

export async function enrolledUnder(
  { sql }: Work,
  campaign: number,
  keys: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const usable = keys.filter((key) => isStorable(key, MAX_ROW_TEXT));
  const rows = usable.length === 0 ? [] : await sql.rows(NAMED, campaign, usable);
  return new Map(rows.map(([key, id]) => [key as string, id as number]));
}

export type KnownPerson = StoredRow<"id", "contacts" | "digests">;

const CHANGE = `update people as p set import = coalesce($1::int, p.import), line = coalesce(u.line, p.line), contacts = u.contacts, digests = u.digests,
    variables = u.variables, box = u.box, locale = u.locale, timezone = u.timezone
  from unnest($2::bigint[], $3::int[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[])
    u (id, line, contacts, digests, variables, box, locale, timezone)
  where p.id = u.id`;

/** SQL: marks the attempts at addresses that were replaced, so that later reports do not apply to the new address. */
const REPLACE = `update attempts as a set contact = u.contact from unnest($1::bigint[], $2::smallint[]) u (id, contact)
  where a.id = u.id and a.contact <> u.contact`;

/** SQL: all attempts of these recipients. */
const SENT = `${chainFrom("select last_attempt from enrollments where id = any($1::bigint[]) and last_attempt <> 0")}
  select a.id, a.enrollment, a.step, a.channel, a.contact, a.state, a.bits from chain join attempts a on a.id = chain.id`;

/** Reads the recipients' attempts, the latest first, with the evidence that this transaction adds. */
export async function readSent({ sql, attempts }: Work, ids: readonly number[]): Promise<FindSent> {
  const rows = ids.length === 0 ? [] : await sql.all<SentMessage & StoredRow<"id" | "enrollment">>(SENT, ids);
  rows.sort((a, b) => b.id - a.id);
  const sent = Map.groupBy(rows, ({ enrollment }) => enrollment);
  return (person) => (sent.get(person) ?? []).map((one) => attempts.get(one.id) ?? one);
}

export type FindSent = (enrollment: number) => readonly (SentMessage & { readonly id: number })[];

/** Applies {@link returnToMissed} to the recipients with late results. */
export async function returnToMissedSteps(work: Work): Promise<void> {
  const rows = [...work.lateResults];
  if (rows.length === 0) return;
  work.lateResults.clear();
  const findSent = await readSent(work, pluck(rows, "id"));
  for (const hot of rows) {
    const change = returnToMissed(hot, work.version(hot).plan, findSent(hot.id), work.now);
    work.save(hot, change);
    if (change.events.length > 0) work.health.reopenCampaign(hot.campaign);
  }
}

/** Replaces addresses for future attempts. A command (`order`) keeps the row's line number. */
export async function changeContacts(
  work: Work,
  facts: VersionFacts,
  { source, order }: { readonly source?: number; readonly order?: number },
  changes: readonly { readonly person: NewPerson; readonly known: KnownPerson }[],
): Promise<void> {
  if (changes.length === 0) return;
  await work.rows.lock(changes.map(({ known }) => known.id));
  const rows = changes.map(({ person }) => person.row);
  await work.sql.run(
    CHANGE,
    source ?? null,
    changes.map(({ known }) => known.id),
    rows.map(({ line }) => (source === undefined ? null : line)),
    rows.map(({ contacts }) => JSON.stringify(contacts)),
    changes.map(({ person }) => person.digests),
    rows.map(({ variables }) => JSON.stringify(variables)),
    rows.map(({ box }) => box ?? null),
    rows.map(({ locale }) => locale ?? null),
    rows.map(({ timezone }) => timezone ?? null),
  );
  const findSent = await readSent(
    work,
    changes.map(({ known }) => known.id),
  );
  const replaced: { readonly id: number; readonly contact: number }[] = [];
  for (const { person, known } of changes) {
    const hot = work.rows.get(known.id);
    if (hot === undefined) continue;
    indexContacts(work, known.id, person.digests);
    hot.zone = person.row.zone ?? 0;
    const contacts = newContacts(work, facts, {
      known,
      row: person.row,
      sent: findSent(known.id),
      deadline: order === undefined ? hot.deadline : person.until,
    });
    const { plan } = work.version(hot);
    const newContact = replacedContact(hot, contacts.sent, contacts.unchanged);
    replaced.push(...findSent(known.id).map((one) => ({ id: one.id, contact: newContact(one) })));
    const change = renewContacts(hot, plan, contacts, work.now);
    const channel = planStep(plan, hot.step)?.channel;
    const inUse = channel === undefined || hot.lastAttempt === 0 ? 0 : contactBit(channel, hot.contact % REPLACED);
    if ((inUse & ~contacts.unchanged) !== 0) hot.contact += REPLACED;
    work.save(hot, change, undefined, order);
    if (change.events.length > 0) work.health.reopenCampaign(hot.campaign);
  }
  if (replaced.length > 0) await work.sql.run(REPLACE, pluck(replaced, "id"), pluck(replaced, "contact"));
}

/** Returns a new row's changes to contacts. The caller has loaded the contacts into `work.rules`. */
export function newContacts(
  work: Work,
  facts: VersionFacts,
  {
    known,
    row,
    ...more
  }: Pick<NewContacts, "deadline" | "sent"> & { readonly known: KnownPerson; readonly row: EnrollRow },
): NewContacts {
  const { bits, knownContacts, optedOut } = findContacts(work, facts, row);
  return { ...more, knownContacts, optedOut, steps: row.steps, unchanged: unchanged(known, bits, row.digests) };
}

function unchanged(known: KnownPerson, bits: readonly number[], digests: readonly string[]): number {
  const old = known.digests.split(" ");
  const oldBits = contactBits(JSON.parse(known.contacts) as Contact[]);
  const addressByBit = new Map(oldBits.map((bit, place) => [bit, old[place]]));
  return digests.reduce((same, digest, place) => {
    const bit = bits[place] ?? 0;
    return addressByBit.get(bit) === digest ? same | bit : same;
  }, 0);
}

export function findContacts(
  work: Work,
  facts: VersionFacts,
  { contacts, digests }: Pick<EnrollRow, "contacts" | "digests">,
): { readonly bits: readonly number[]; readonly knownContacts: number; readonly optedOut: number } {
  const bits = contactBits(contacts);
  let knownContacts = 0;
  let optedOut = 0;
  contacts.forEach(({ channel }, place) => {
    const bit = bits[place] ?? 0;
    knownContacts |= bit;
    if (work.rules.forbids(facts, channel, digests[place] ?? "")) optedOut |= bit;
  });
  return { bits, knownContacts, optedOut };
}
