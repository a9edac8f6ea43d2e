import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sharedClock, sqliteStore } from "@relance/store-sqlite";
import { measureStore } from "./store-stages.ts";

export async function run(options: ReadonlyMap<string, string>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "relance-store-"));
  const clock = sharedClock();
  const store = sqliteStore({ file: join(folder, "bench.db"), clock });
  try {
    await measureStore(store, clock, Number(options.get("recipients") ?? 200_000));
  } finally {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
