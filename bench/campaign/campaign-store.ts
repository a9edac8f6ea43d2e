import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Store } from "@relance/spec";
import { sharedClock } from "@relance/store-sqlite";
import { sqliteStore } from "relance";
import { openPostgres } from "../postgres-store.ts";
import type { BenchClock } from "../store-stages.ts";

export interface CampaignStore extends AsyncDisposable {
  readonly label: string;
  readonly store: Store;
  readonly clock: BenchClock;
  readonly serverNow?: (() => number) | undefined;
}

export async function campaignStore(kind: string, bin?: string): Promise<CampaignStore> {
  if (kind === "postgres") {
    const opened = await openPostgres(10, bin);
    return {
      label: "PostgreSQL over loopback, every commit on the disk",
      store: opened.store,
      clock: opened.clock,
      serverNow: () => opened.serverNow(),
      [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose](),
    };
  }
  const folder = mkdtempSync(join(tmpdir(), "relance-bench-"));
  const clock = sharedClock();
  return {
    label: "SQLite, synchronous=FULL",
    store: sqliteStore({ file: join(folder, "bench.db"), clock }),
    clock,
    async [Symbol.asyncDispose]() {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
