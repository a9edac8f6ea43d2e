import { FOLD } from "./inbox-facts.ts";
import type { Sql } from "./sql.ts";

/** Tries before a request in a caller's transaction is set aside for people. */
export const MAX_TRIES = 3;

/** SQL: committed requests that are not executed yet. */
export const WAITING: string = `from requests where tries < ${MAX_TRIES}`;
/** SQL: returns a row if a committed request is not executed yet. */
export const WAITING_REQUESTS: string = `select 1 ${WAITING}`;

/** SQL: deletes executed or obsolete requests. */
export const DROP_REQUESTS = "delete from requests where id = any($1::bigint[])";

/** An item may be committed this long after it was received. */
export const GRACE_MS = 2_000;

const OLDEST = `select min(o.at) from (select min(received_at) as at from inbox where fold = ${FOLD.new}
  union all select min(received_at) ${WAITING}) o`;

/** The instant up to which missing receipts are judged, because every item that was received before is applied. */
export async function watermark({ sql, now }: { readonly sql: Sql; readonly now: number }): Promise<number> {
  const oldest = (await sql.row(OLDEST))?.[0];
  const limit = now - GRACE_MS;
  return typeof oldest === "number" ? Math.min(limit, oldest) : limit;
}
