import { listOf, type Sql } from "../transaction/sql.ts";

/** Which of these keyed hashes somebody was forgotten under. */
export async function buriedAmong(sql: Sql, digests: readonly string[]): Promise<ReadonlySet<string>> {
  const wanted = [...new Set(digests)].filter((digest) => !digest.includes("\0"));
  if (wanted.length === 0) return new Set();
  const rows = await sql.rows("select digest from tombstones where digest = any($1::text[])", listOf(wanted));
  return new Set(rows.map((row) => row[0] as string));
}

/** Somebody was forgotten under one of these. */
export function isBuried(buried: ReadonlySet<string>, tombstones: readonly string[] = []): boolean {
  return tombstones.some((digest) => buried.has(digest));
}
