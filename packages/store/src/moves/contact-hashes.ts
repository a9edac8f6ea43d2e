import { PHASE } from "@relance/rules";
import { type Contact, carriesReplies, type Plan } from "@relance/spec";
import type { HotRow } from "../rows/hot-row.ts";
import { lookupHash } from "../rows/lookup-hash.ts";
import { type Sql, type StoredRow, splitColumns } from "../rows/sql.ts";
import type { Work } from "../work/work.ts";

const COLUMNS = splitColumns("hash bigint, enrollment bigint");

const FIND = "select hash, enrollment from contact_hashes where hash = any($1::bigint[])";
const DROP = "delete from contact_hashes where hash = any($1::bigint[]) and enrollment = any($2::bigint[])";

export const isAmong = (digest: string, digests: string): string =>
  `strpos(' ' || ${digests} || ' ', ' ' || ${digest} || ' ') > 0`;

export function indexContacts(work: Work, id: number, digests: string): void {
  if (digests === "") return;
  const into = work.health.into("contact_hashes", COLUMNS);
  for (const digest of digests.split(" ")) into.add(lookupHash(digest), id);
}

async function findSharers(sql: Sql, hashes: Iterable<number>): Promise<Map<number, Set<number>>> {
  const found = new Map<number, Set<number>>();
  const wanted = [...new Set(hashes)];
  const rows = wanted.length === 0 ? [] : await sql.all<StoredRow<"hash" | "enrollment">>(FIND, wanted);
  for (const { hash, enrollment } of rows) found.set(hash, (found.get(hash) ?? new Set()).add(enrollment));
  return found;
}

/** Finds recipients who may have one of these contacts. The caller compares the full digests in `people` to be sure. */
export async function findCandidates(sql: Sql, digests: readonly string[]): Promise<Map<string, number[]>> {
  const found = await findSharers(sql, digests.map(lookupHash));
  return new Map(digests.map((digest) => [digest, [...(found.get(lookupHash(digest)) ?? [])]]));
}

export async function dropHashes(sql: Sql, digests: readonly string[], enrollments: readonly number[]): Promise<void> {
  await sql.run(DROP, digests.map(lookupHash), enrollments);
}

const FIRST = 10;
const CODES = 90;

const TAKEN = `select id, code from enrollments where id = any($1::bigint[]) and phase > ${PHASE.idle} and code <> 0`;

export interface NeedsReplyCode {
  readonly row: HotRow;
  readonly plan: Plan;
  readonly contacts: readonly Contact[];
  readonly digests: readonly string[];
}

/** Assigns two digits, as in `OK 47`, that are unique among the open enrollments of a phone number. */
export async function giveCodes(work: Work, people: readonly NeedsReplyCode[]): Promise<void> {
  const hashes = new Map(people.map((person) => [person.row.id, phoneHashes(person)]));
  const others = await codesOn(work, [...hashes.values()].flat());
  for (const { row } of people) {
    const taken = new Set<number>();
    for (const hash of hashes.get(row.id) ?? []) {
      for (const [id, code] of others.get(hash) ?? []) {
        if (id !== row.id) taken.add(work.rows.get(id)?.code ?? code);
      }
    }
    row.code = freeCode(row.sendOrder % CODES, taken);
  }
}

function phoneHashes({ plan, contacts, digests }: NeedsReplyCode): number[] {
  if (Object.keys(plan.reply).length === 0) return [];
  return digests.filter((_, place) => carriesReplies(contacts[place]?.channel)).map(lookupHash);
}

async function codesOn(work: Work, hashes: readonly number[]): Promise<Map<number, ReadonlyMap<number, number>>> {
  const shared = [...(await findSharers(work.sql, hashes))].filter(([, people]) => people.size > 1);
  if (shared.length === 0) return new Map();
  const phones = shared.map(([hash]) => hash);
  await work.context.driver.holdPhones(work.sql, phones);
  const ids = [...new Set(shared.flatMap(([, people]) => [...people]))];
  const taken = await work.sql.all<StoredRow<"id" | "code">>(TAKEN, ids);
  const codes = new Map(taken.map(({ id, code }) => [id, code]));
  return new Map(shared.map(([hash, people]) => [hash, new Map([...people].map((id) => [id, codes.get(id) ?? 0]))]));
}

function freeCode(wanted: number, taken: ReadonlySet<number>): number {
  for (let step = 0; step < CODES; step++) {
    const code = FIRST + ((wanted + step) % CODES);
    if (!taken.has(code)) return code;
  }
  return FIRST + wanted; // all ninety codes of this number are in use, so replies will be "ambiguous"
}
