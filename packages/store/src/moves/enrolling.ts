import { type Change, comesTooLate } from "@relance/rules";
import type { EnrollRow } from "@relance/spec";
import { type HotRow, newHotRow } from "../rows/hot-row.ts";
import { countVersion } from "../rows/person-changes.ts";
import type { VersionFacts } from "../rows/versions.ts";
import type { Work } from "../work/work.ts";
import type { CampaignOrders } from "./campaigns.ts";
import { changeContacts, contactsOf, insertPeople, type KnownPerson, type NewPerson } from "./changing-contacts.ts";
import { indexContacts } from "./contact-hashes.ts";
import { spokenOf, takeEarly } from "./early-answers.ts";
import { type Enrolled, type ImportSource, LATECOMER, REUSED } from "./row-objection.ts";

const KNOWN = `select key, id, import, contacts, digests from people where key = any($1::text[]) and campaign = $2`;

const NAME_AGAIN = "update people set import = $1 where id = any($2::bigint[])";

interface KnownRow extends KnownPerson {
  readonly key: string;
  readonly import: number;
}

export async function enrollRows(
  work: Work,
  facts: VersionFacts,
  source: ImportSource,
  rows: readonly EnrollRow[],
  { extended, amended }: CampaignOrders,
): Promise<Enrolled[]> {
  const ids = await work.context.ids.take(work.sql, "enrollment_ids", rows.length);
  const all = rows.map((row, index): NewPerson => {
    const { deadline } = row;
    const own = Math.floor("at" in deadline ? deadline.at : work.now + deadline.afterMs);
    const until = Math.max(own, extended);
    return { id: ids[index] ?? 0, until, digests: row.digests.join(" "), row };
  });
  await work.rules.need(
    "to read",
    rows.flatMap(({ digests }) => digests),
  );
  const late = await whoComesTooLate(work, facts, source, all);
  const people = all.filter((person) => !late.has(person));
  const added = await insertPeople(work, facts.campaign, source.id, people);
  const fresh = new Map<string, HotRow>();
  for (const person of people) {
    if (!added.has(person.id)) continue;
    const hot = placeOne(work, facts, source, person);
    if (amended !== 0) countVersion(work.deltas, hot, amended);
    fresh.set(person.row.key, hot);
  }
  await takeEarly(work, facts, fresh);
  const others = people.filter(({ id }) => !added.has(id));
  const met = await meetAgain(work, facts, source, others);
  return all.map((person) => {
    if (late.has(person)) return LATECOMER;
    return met.get(person.id) ?? { status: "new", enrollment: person.id };
  });
}

/** With `ifLate: refuse`: rows whose steps no longer fit, without enrolled and early-answering recipients. */
async function whoComesTooLate(
  work: Work,
  facts: VersionFacts,
  source: ImportSource,
  people: readonly NewPerson[],
): Promise<ReadonlySet<NewPerson>> {
  const { plan, campaign } = facts;
  if (plan.ifLate !== "refuse") return new Set();
  const late = people.filter((person) => comesTooLate(newcomer(work, facts, source, person).row, plan, work.now));
  const keys = [...new Set(late.map(({ row }) => row.key))];
  if (keys.length === 0) return new Set();
  const known = await work.sql.all<KnownRow>(KNOWN, keys, campaign);
  const others = new Set([...known.map(({ key }) => key), ...(await spokenOf(work, facts, keys))]);
  return new Set(late.filter(({ row }) => !others.has(row.key)));
}

function newcomer(
  work: Work,
  facts: VersionFacts,
  source: ImportSource,
  { id, until: deadline, row }: NewPerson,
): { readonly row: HotRow; readonly change: Change } {
  const { knownContacts, optedOut } = contactsOf(work, facts, row);
  const arrival = { id, sendOrder: row.sendOrder, knownContacts, optedOut, steps: row.steps, deadline, zone: row.zone };
  return newHotRow(arrival, facts, work.now, source.startedAt);
}

function placeOne(work: Work, facts: VersionFacts, source: ImportSource, person: NewPerson): HotRow {
  const { row: hot, change } = newcomer(work, facts, source, person);
  for (const event of change.events) work.event(hot, event);
  work.rows.add(hot);
  work.counted(hot, change);
  indexContacts(work, person.id, person.digests);
  return hot;
}

/** Finds keys that are already enrolled, perhaps with other contacts. The result is keyed by the unused number. */
async function meetAgain(
  work: Work,
  facts: VersionFacts,
  source: ImportSource,
  people: readonly NewPerson[],
): Promise<Map<number, Enrolled>> {
  const met = new Map<number, Enrolled>();
  if (people.length === 0) return met;
  const keys = [...new Set(people.map(({ row }) => row.key))];
  const known = new Map((await work.sql.all<KnownRow>(KNOWN, keys, facts.campaign)).map((row) => [row.key, row]));
  const named: number[] = [];
  const changed: { readonly person: NewPerson; readonly known: KnownPerson }[] = [];
  const seen = new Set<string>();
  for (const person of people) {
    const found = known.get(person.row.key);
    if (found === undefined) throw new Error("a key exists, but cannot be found");
    const isRepeated = found.import === source.id || seen.has(person.row.key);
    seen.add(person.row.key);
    if (!isRepeated && person.row.person !== undefined) {
      met.set(person.id, REUSED); // an idempotency key belongs to the call that used it first
      continue;
    }
    const isSame = found.digests === person.digests;
    if (!isRepeated && isSame) named.push(found.id);
    if (!isRepeated && !isSame) changed.push({ person, known: found });
    const status = isRepeated ? "repeated" : isSame ? "same" : "contact-changed";
    met.set(person.id, { status, enrollment: found.id });
  }
  named.sort((a, b) => a - b);
  if (named.length > 0) await work.sql.run(NAME_AGAIN, source.id, named);
  await changeContacts(work, facts, { source: source.id }, changed);
  return met;
}
