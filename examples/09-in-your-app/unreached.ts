import type { Pool } from "pg";
import type { RelanceLike } from "relance";

const UNREACHED = ["enrollment.exhausted", "enrollment.expired", "enrollment.suppressed", "enrollment.refused"];

/**
 * Keeps the unreached recipients in the table `to_phone`. Events arrive at least once, so a repeat must change nothing.
 */
export function followUnreached(pool: Pool, relance: RelanceLike): { stop(): Promise<void> } {
  return relance.subscribe("to-phone", async (events) => {
    for (const { type, key, cause } of events)
      if (key !== undefined && UNREACHED.includes(type))
        await pool.query("insert into to_phone (id, why) values ($1, $2) on conflict do nothing", [key, cause ?? type]);
  });
}
