import type { Store } from "@relance/spec";
import { postgresStore } from "@relance/store-postgres";
import { startPostgres } from "@relance/test-postgres";
import { serverSeconds } from "./server-seconds.ts";
import type { BenchClock } from "./store-stages.ts";

/** Typical settings of a dedicated server: much shared memory and rare checkpoints. */
export const SERVER_SETTINGS: Readonly<Record<string, string>> = {
  shared_buffers: "512MB",
  max_wal_size: "4GB",
  checkpoint_timeout: "15min",
};

/** A store on its own PostgreSQL server, which flushes each commit to the disk. */
export interface BenchPostgres extends AsyncDisposable {
  readonly store: Store;
  readonly clock: BenchClock;
  serverNow(): number;
}

/** @param bin - folder of PostgreSQL binaries; by default those from npm */
export async function openPostgres(connections = 6, bin?: string): Promise<BenchPostgres> {
  const server = await startPostgres({ durable: true, settings: SERVER_SETTINGS, bin });
  let ahead = 0;
  const clock = {
    now: () => Date.now() + ahead,
    liveNow: () => Date.now(),
    advance(ms: number) {
      ahead += ms;
    },
  };
  const store = postgresStore({ url: server.url, clock, maxConnections: connections });
  return {
    store,
    clock,
    serverNow: () => serverSeconds(server.pid),
    async [Symbol.asyncDispose]() {
      await store.close();
      await server[Symbol.asyncDispose]();
    },
  };
}
