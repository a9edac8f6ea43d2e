import type { Sql } from "../transaction/sql.ts";

/** What is committed a moment later may have been received before (R6b). */
export const GRACE_MS = 2_000;

const OLDEST = `select least((select min(received_at) from inbox where fold = 0),
  (select min(received_at) from requests where tries < 3))`;

/** Silence is judged only up to here: everything received before is folded. */
export async function watermark({ sql, now }: { readonly sql: Sql; readonly now: number }): Promise<number> {
  const oldest = (await sql.row(OLDEST))?.[0];
  const limit = now - GRACE_MS;
  return typeof oldest === "number" ? Math.min(limit, oldest) : limit;
}
