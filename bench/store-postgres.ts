import { readdirSync, readFileSync } from "node:fs";
import { postgresStore } from "@relance/store-postgres";
import { startPostgres } from "@relance/test-postgres";
import { measureStore } from "./store-stages.ts";

/** As a server of one's own would be set up for this: memory for the pages, and a log that is not flushed early. */
const SETTINGS = { shared_buffers: "512MB", max_wal_size: "4GB", checkpoint_timeout: "15min" };

/** The verbs of the PostgreSQL store alone, over loopback, with every commit on the disk. */
export async function run(options: ReadonlyMap<string, string>): Promise<void> {
  await using server = await startPostgres({ durable: true, settings: SETTINGS });
  let ahead = 0;
  const clock = {
    now: () => Date.now() + ahead,
    liveNow: () => Date.now(),
    advance(ms: number) {
      ahead += ms;
    },
  };
  const store = postgresStore({
    url: server.url,
    clock,
    maxConnections: Number(options.get("connections") ?? 6),
  });
  try {
    await measureStore(store, clock, Number(options.get("people") ?? 200_000), () =>
      serverSeconds(server.pid),
    );
  } finally {
    await store.close();
  }
}

/** CPU time of a server's living processes. */
function serverSeconds(postmaster: number): number {
  const ticks = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => statOf(pid))
    .filter(({ pid, parent }) => pid === postmaster || parent === postmaster);
  return ticks.reduce((sum, { used }) => sum + used, 0) / 100;
}

function statOf(name: string): { readonly pid: number; readonly parent: number; readonly used: number } {
  try {
    const fields = readFileSync(`/proc/${name}/stat`, "utf8")
      .replace(/^.*\) /s, "")
      .split(" ");
    return { pid: Number(name), parent: Number(fields[1]), used: Number(fields[11]) + Number(fields[12]) };
  } catch {
    return { pid: 0, parent: 0, used: 0 }; // it ended meanwhile
  }
}

if (import.meta.main) {
  const words = process.argv.slice(2);
  await run(
    new Map(
      words.flatMap((word, place) =>
        word.startsWith("--") ? [[word.slice(2), words[place + 1] ?? ""]] : [],
      ),
    ),
  );
}
