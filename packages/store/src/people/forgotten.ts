import { FLAG } from "@relance/rules";
import { FORGOTTEN_KEY } from "@relance/spec";
import type { Sql } from "../transaction/sql.ts";
import type { HotRow } from "./hot-row.ts";

/** Why a row of somebody who was forgotten is refused. */
export const FORGOTTEN = "forgotten";
/** What such a line of the account says. */
export const FORGOTTEN_ADVICE = "this person was forgotten: relance holds nothing of them and takes nothing back";
/** What a line says whose key could come to be that of somebody who was forgotten. */
export const FORGOTTEN_KEY_ADVICE: string = `a key does not begin with ${FORGOTTEN_KEY}`;

/** What stands in place of the key of somebody who was forgotten: one an enrollment. */
export function forgottenKey(enrollment: number): string {
  return `${FORGOTTEN_KEY}${enrollment}`;
}

/** What stands in place of the person: by it the enrollments are found again. */
export function forgottenPerson(tombstone: string): string {
  return `${FORGOTTEN_KEY}${tombstone}`;
}

/** True for somebody about whom nothing is kept any more but the facts. */
export function isForgotten(row: Pick<HotRow, "flags"> | undefined): boolean {
  return row !== undefined && (row.flags & FLAG.forgotten) !== 0;
}

/** Which of these keyed hashes somebody was forgotten under. */
export async function buriedAmong(sql: Sql, digests: readonly string[]): Promise<ReadonlySet<string>> {
  const wanted = [...new Set(digests)].filter((digest) => !digest.includes("\0"));
  if (wanted.length === 0) return new Set();
  const rows = await sql.rows("select digest from tombstones where digest = any($1::text[])", wanted);
  return new Set(rows.map((row) => row[0] as string));
}

/** Somebody was forgotten under one of these. */
export function isBuried(buried: ReadonlySet<string>, tombstones: readonly string[] = []): boolean {
  return tombstones.some((digest) => buried.has(digest));
}
