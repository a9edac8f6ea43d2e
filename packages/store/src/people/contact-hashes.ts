import { columnsOf, listOf, numberAt, type Sql } from "../transaction/sql.ts";
import type { Work } from "../transaction/work.ts";
import { lookupHash } from "./lookup-hash.ts";

const COLUMNS = columnsOf("hash bigint, enrollment bigint");

const FIND = "select hash, enrollment from contact_hashes where hash = any($1::bigint[])";

/** So that a reply or a rule that names a contact finds the person. */
export function indexContacts(work: Work, id: number, digests: string): void {
  if (digests === "") return;
  const into = work.side.into("contact_hashes", COLUMNS);
  for (const digest of digests.split(" ")) into.add(lookupHash(digest), id);
}

/** People who may have these contacts, by digest; the full digest in `people` decides. */
export async function candidatesOf(sql: Sql, digests: Iterable<string>): Promise<Map<string, number[]>> {
  const hashes = new Map([...new Set(digests)].map((digest) => [digest, lookupHash(digest)]));
  const found = new Map<number, number[]>();
  if (hashes.size === 0) return new Map();
  for (const row of await sql.rows(FIND, listOf([...hashes.values()]))) {
    const people = found.get(numberAt(row, 0));
    if (people === undefined) found.set(numberAt(row, 0), [numberAt(row, 1)]);
    else people.push(numberAt(row, 1));
  }
  return new Map([...hashes].map(([digest, hash]) => [digest, [...new Set(found.get(hash))]]));
}

/** Hashes of these contacts. */
export function hashesOf(digests: readonly string[]): number[] {
  return digests.map(lookupHash);
}
