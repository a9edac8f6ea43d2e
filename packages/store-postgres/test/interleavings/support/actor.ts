import type { Store } from "@relance/spec";
import { type PgPoolLike, postgresStore, type StoreClock } from "@relance/store-postgres";
import { Pool } from "pg";
import { type GatedPool, gatedPool } from "./gated-pool.ts";

/** One process of an interleaving: a store with connections and memory of its own. */
export interface Actor extends AsyncDisposable {
  readonly name: string;
  readonly store: Store;
  readonly gates: GatedPool;
}

export async function openActor(url: string, name: string, clock: StoreClock): Promise<Actor> {
  const pool = new Pool({ connectionString: url, max: 4, application_name: name });
  pool.on("error", () => {}); // cut when the database goes
  const gates = gatedPool(pool as unknown as PgPoolLike);
  const store = postgresStore({ pool: gates, clock });
  await store.open();
  return {
    name,
    store,
    gates,
    async [Symbol.asyncDispose]() {
      await store.close();
      await pool.end();
    },
  };
}
