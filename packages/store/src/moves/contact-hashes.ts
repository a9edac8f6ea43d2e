import { lookupHash } from "../rows/lookup-hash.ts";
import { columnsOf, numberAt, type Sql } from "../rows/sql.ts";
import type { Work } from "../work/work.ts";

const COLUMNS = columnsOf("hash bigint, enrollment bigint");

const FIND = "select hash, enrollment from contact_hashes where hash = any($1::bigint[])";
const DROP = "delete from contact_hashes where hash = any($1::bigint[]) and enrollment = any($2::bigint[])";

/** SQL: the list in a column contains this keyed hash. */
export const isAmong = (digest: string, digests: string): string =>
  `strpos(' ' || ${digests} || ' ', ' ' || ${digest} || ' ') > 0`;

export function indexContacts(work: Work, id: number, digests: string): void {
  if (digests === "") return;
  const into = work.side.into("contact_hashes", COLUMNS);
  for (const digest of digests.split(" ")) into.add(lookupHash(digest), id);
}

export async function sharersOf(sql: Sql, hashes: Iterable<number>): Promise<Map<number, Set<number>>> {
  const found = new Map<number, Set<number>>();
  const wanted = [...new Set(hashes)];
  for (const row of wanted.length === 0 ? [] : await sql.rows(FIND, wanted)) {
    const hash = numberAt(row, 0);
    found.set(hash, (found.get(hash) ?? new Set()).add(numberAt(row, 1)));
  }
  return found;
}

/** Recipients who may have these contacts, by digest. The caller compares the full digests in `people`. */
export async function candidatesOf(sql: Sql, digests: readonly string[]): Promise<Map<string, number[]>> {
  const found = await sharersOf(sql, digests.map(lookupHash));
  return new Map(digests.map((digest) => [digest, [...(found.get(lookupHash(digest)) ?? [])]]));
}

export async function dropHashes(sql: Sql, digests: readonly string[], enrollments: readonly number[]): Promise<void> {
  await sql.run(DROP, digests.map(lookupHash), enrollments);
}
