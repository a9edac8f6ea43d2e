import { postgresStore } from "@relance/store-postgres";
import type { SharedClock } from "@relance/store-sqlite";
import { type Store, sqliteStore } from "relance";

/**
 * Opens a store: PostgreSQL for a URL, SQLite for a path. `clock` shifts campaign time, and `liveOffsetMs` shifts the
 * clock of leases.
 */
export function storeAt(db: string, clock: SharedClock | undefined, liveOffsetMs = 0): Store {
  if (!isPostgres(db)) return sqliteStore({ file: db, clock });
  const clocks = clock && { now: clock.now, liveNow: () => Date.now() + liveOffsetMs };
  return postgresStore({ url: db, clock: clocks });
}

export function isPostgres(db: string): boolean {
  return /^postgres(ql)?:/.test(db);
}
