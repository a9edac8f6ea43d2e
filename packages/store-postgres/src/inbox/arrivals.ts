import type { Work } from "../transaction/work.ts";

/** The key of the advisory lock: a hash of the schema, and 2; migrations have 1. */
const KEY = "hashtext(current_schema()), 2";

/**
 * Held by whoever enrolls, together with all others who do. Taken before early acknowledgements are read: none can be
 * added unseen until the new people are committed.
 */
export async function shareArrivals(work: Work): Promise<void> {
  await work.sql.run(`select pg_advisory_xact_lock_shared(${KEY})`);
}

/**
 * Held by whoever keeps an acknowledgement of somebody unknown. Waits until running enrollments are committed; look for
 * the person again afterwards, in a new statement.
 */
export async function excludeArrivals(work: Work): Promise<void> {
  await work.sql.run(`select pg_advisory_xact_lock(${KEY})`);
}
