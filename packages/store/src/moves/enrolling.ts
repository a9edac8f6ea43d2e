import { comesTooLate, countsSince } from "@relance/rules";
import type { AcknowledgeItem, EnrollRow } from "@relance/spec";
import { type AnswerFact, isLateAnswer } from "../rows/answers.ts";
import { type HotRow, newHotRow } from "../rows/hot-row.ts";
import { countVersion } from "../rows/person-changes.ts";
import type { StoredRow } from "../rows/sql.ts";
import type { VersionFacts } from "../rows/versions.ts";
import type { Work } from "../work/work.ts";
import { applyAcknowledgement, insertAcknowledgement } from "./acknowledging.ts";
import type { CampaignOrders } from "./campaigns.ts";
import { changeContacts, findContacts, insertPeople, type KnownPerson, type NewPerson } from "./changing-contacts.ts";
import { indexContacts } from "./contact-hashes.ts";
import { type Enrolled, type ImportSource, lateRow, NOT_TAKEN, reusedRow } from "./row-objection.ts";

const KNOWN = `select key, id, import, contacts, digests from people where key = any($1::text[]) and campaign = $2`;

const SET_IMPORT = "update people set import = $1 where id = any($2::bigint[])";

type KnownRow = KnownPerson & StoredRow<"import", "key">;

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
  const digests = rows.flatMap((one) => one.digests);
  await work.rules.need("to read", digests);
  const late = await findLateArrivals(work, facts, source, all);
  const people = all.filter((person) => !late.has(person));
  const added = await insertPeople(work, facts.campaign, source.id, people);
  const fresh = new Map<string, HotRow>();
  for (const person of people) {
    if (!added.has(person.id)) continue;
    const { row: hot, change } = newEnrollment(work, facts, source, person);
    for (const event of change.events) work.event(hot, event);
    work.rows.add(hot);
    work.counted(hot, change);
    indexContacts(work, person.id, person.digests);
    if (amended !== 0) countVersion(work.deltas, hot, amended);
    fresh.set(person.row.key, hot);
  }
  await applyEarlyAnswers(work, facts, fresh);
  const others = people.filter(({ id }) => !added.has(id));
  const met = await matchExisting(work, facts, source, others);
  return all.map((person) => {
    if (late.has(person)) return { ...NOT_TAKEN, refusal: lateRow(person.row) };
    return met.get(person.id) ?? { status: "new", enrollment: person.id };
  });
}

/** Finds rows to refuse by `ifLate: refuse`: new rows that lack time for their steps and have no early answer. */
async function findLateArrivals(
  work: Work,
  facts: VersionFacts,
  source: ImportSource,
  people: readonly NewPerson[],
): Promise<ReadonlySet<NewPerson>> {
  const { plan, campaign } = facts;
  if (plan.ifLate !== "refuse") return new Set();
  const late = people.filter((person) => comesTooLate(newEnrollment(work, facts, source, person).row, plan, work.now));
  const keys = [...new Set(late.map(({ row }) => row.key))];
  if (keys.length === 0) return new Set();
  const known = await work.sql.all<KnownRow>(KNOWN, keys, campaign);
  const others = new Set([...known, ...(await earlyAnswers(work, facts, keys))].map(({ key }) => key));
  return new Set(late.filter(({ row }) => !others.has(row.key)));
}

function newEnrollment(work: Work, facts: VersionFacts, source: ImportSource, { id, until: deadline, row }: NewPerson) {
  const { knownContacts, optedOut } = findContacts(work, facts, row);
  const arrival = { id, sendOrder: row.sendOrder, knownContacts, optedOut, steps: row.steps, deadline, zone: row.zone };
  return newHotRow(arrival, facts, work.now, source.startedAt);
}

/** Maps the number that was reserved for each new row to an existing enrollment of the row's key. */
async function matchExisting(
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
    const found = known.get(person.row.key) as KnownRow; // the insert found this key
    const isRepeated = found.import === source.id || seen.has(person.row.key);
    seen.add(person.row.key);
    if (!isRepeated && person.row.person !== undefined) {
      met.set(person.id, { ...NOT_TAKEN, refusal: reusedRow(person.row) }); // another message has this key
      continue;
    }
    const isSame = found.digests === person.digests;
    if (!isRepeated && isSame) named.push(found.id);
    if (!isRepeated && !isSame) changed.push({ person, known: found });
    const status = isRepeated ? "repeated" : isSame ? "same" : "contact-changed";
    met.set(person.id, { status, enrollment: found.id });
  }
  named.sort((a, b) => a - b);
  if (named.length > 0) await work.sql.run(SET_IMPORT, source.id, named);
  await changeContacts(work, facts, { source: source.id }, changed);
  return met;
}

export const KEPT_OF = "acknowledgements a where a.enrollment = 0 and a.key = any($1::text[])";

const COLUMNS = `answer, strength, occurred_at as "occurredAt", received_at as "receivedAt", source,
  source_id as "sourceId", is_revoke, method, event, a.id`;

/** SQL: true if the event has the campaign's name or none, and is not older than the campaign's `since`. */
const COUNTS = "(event is null or event = $3) and occurred_at >= $4";

const KEPT = `select a.key, ${COLUMNS} from ${KEPT_OF} and tenant = $2 and ${COUNTS}`;

const OTHERS = "select 1 from campaigns where tenant = $1 and name <> $2 limit 1";

const TAKEN = `select p.key, ${COLUMNS} from people p join campaigns c on c.id = p.campaign
  join acknowledgements a on a.enrollment = p.id
  where p.key = any($1::text[]) and c.tenant = $2 and c.name <> $5 and method = 'event'
  and ${COUNTS} and a.enrollment > 0`;

type EarlyNumber = "id" | "answer" | "strength" | "occurredAt" | "receivedAt" | "is_revoke";
type EarlyRow = StoredRow<EarlyNumber, "key" | "source" | "sourceId", "event"> & Pick<AcknowledgeItem, "method">;

/** Applies events that arrived before the enrollment: events without an enrollment, and events of other campaigns. */
async function applyEarlyAnswers(work: Work, facts: VersionFacts, people: ReadonlyMap<string, HotRow>): Promise<void> {
  if (people.size === 0) return;
  const early = await earlyAnswers(work, facts, [...people.keys()]);
  if (early.length === 0) return;
  await work.strings.loadIds(early.map(({ answer }) => answer));
  await work.answers.need(early.flatMap(({ key }) => people.get(key) ?? []));
  const ids = await work.context.ids.take(work.sql, "acknowledgement_ids", early.length);
  early.forEach(({ id: _, key, answer, is_revoke, event, ...rest }, place) => {
    const row = people.get(key);
    const id = ids[place];
    if (row === undefined || id === undefined) return;
    const text = work.strings.textOf(answer);
    const late = isLateAnswer(row, rest);
    const fact: AnswerFact = { ...rest, answer: text, revoke: is_revoke === 1, wrongFactor: false, late };
    const about = { tenant: facts.tenant, key, event, shown: null };
    insertAcknowledgement(work, fact, { id, enrollment: row.id, ...about });
    row.lastAck = id;
    applyAcknowledgement(work, row, facts, fact);
  });
}

/** Reads events that arrived before the enrollment. An event with copies in several enrollments is read once. */
async function earlyAnswers(work: Work, facts: VersionFacts, keys: readonly string[]): Promise<readonly EarlyRow[]> {
  const { tenant, name, plan } = facts;
  const { sql } = work;
  const about = [plan.on ?? null, countsSince(plan, facts.definedAt)] as const;
  const kept = await sql.all<EarlyRow>(KEPT, keys, tenant, ...about);
  const hasOthers = (await sql.row(OTHERS, tenant, name)) !== undefined;
  const taken = hasOthers ? await sql.all<EarlyRow>(TAKEN, keys, tenant, ...about, name) : [];
  const once = new Map([...taken, ...kept].map((one) => [JSON.stringify([one.key, one.source, one.sourceId]), one]));
  return [...once.values()].sort((a, b) => a.receivedAt - b.receivedAt || a.id - b.id);
}
