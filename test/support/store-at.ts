import { postgresStore } from "@relance/store-postgres";
import type { SharedClock } from "@relance/store-sqlite";
import { type Store, sqliteStore } from "relance";

/**
 * Opens the store at this place: PostgreSQL for a URL, SQLite for a path. `clock` moves campaign time; leases follow
 * the machine's clock, as in demonstrations. `liveOffsetMs` moves the clock of leases for a test that does not wait,
 * because PostgreSQL cannot see that a process of this machine has died.
 */
export function storeAt(db: string, clock: SharedClock | undefined, liveOffsetMs = 0): Store {
  if (!isPostgres(db)) return sqliteStore({ file: db, clock });
  const clocks = clock && { now: clock.now, liveNow: () => Date.now() + liveOffsetMs };
  return postgresStore({ url: db, clock: clocks });
}

export function isPostgres(db: string): boolean {
  return /^postgres(ql)?:/.test(db);
}
