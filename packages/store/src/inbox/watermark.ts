import type { Sql } from "../transaction/sql.ts";
import { MAX_TRIES } from "./requests.ts";

/** What is committed a moment later may have been received before (R6b). */
export const GRACE_MS = 2_000;

const OLDEST = `select min(o.at) from (select min(received_at) as at from inbox where fold = 0
  union all select min(received_at) from requests where tries < ${MAX_TRIES}) o`;

/** Silence is judged only up to here: everything received before is folded. */
export async function watermark({ sql, now }: { readonly sql: Sql; readonly now: number }): Promise<number> {
  const oldest = (await sql.row(OLDEST))?.[0];
  const limit = now - GRACE_MS;
  return typeof oldest === "number" ? Math.min(limit, oldest) : limit;
}
