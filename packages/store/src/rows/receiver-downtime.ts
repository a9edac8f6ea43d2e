import { FOLD } from "./inbox-facts.ts";
import type { Sql } from "./sql.ts";

/** After this many tries, a caller's request is set aside for an operator. */
export const MAX_TRIES = 3;

/** SQL: committed requests that have not been applied yet. */
export const WAITING: string = `from requests where tries < ${MAX_TRIES}`;
export const WAITING_REQUESTS: string = `select 1 ${WAITING}`;

export const DROP_REQUESTS = "delete from requests where id = any($1::bigint[])";

export const GRACE_MS = 2_000;

const OLDEST = `select min(o.at) from (select min(received_at) as at from inbox where fold = ${FOLD.new}
  union all select min(received_at) ${WAITING}) o`;

/** Returns the time up to which a missing receipt counts: all items that were received earlier have been applied. */
export async function watermark({ sql, now }: { readonly sql: Sql; readonly now: number }): Promise<number> {
  const oldest = (await sql.row(OLDEST))?.[0];
  const limit = now - GRACE_MS;
  return typeof oldest === "number" ? Math.min(limit, oldest) : limit;
}
