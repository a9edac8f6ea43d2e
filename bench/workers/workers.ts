import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { loadavg } from "node:os";
import { fileURLToPath } from "node:url";
import { postgresStore } from "@relance/store-postgres";
import { startPostgres } from "@relance/test-postgres";
import { createRelance, defineConfig, type Ledger } from "relance";
import { CAMPAIGN, people, TEMPLATES } from "../campaign/definition.ts";
import { silentProvider } from "../campaign/silent-provider.ts";
import { SERVER_SETTINGS } from "../postgres-store.ts";
import { serverSeconds } from "../server-seconds.ts";
import { sampleWaits } from "./sample-waits.ts";
import type { WorkerMessage } from "./told.ts";

const WORKER = fileURLToPath(new URL("./worker.ts", import.meta.url));

/**
 * Measures several worker processes that send one campaign from one PostgreSQL server. The options are `--workers
 * 1,2,4`, `--recipients 40000` and `--bin folder`.
 */
export async function run(options: ReadonlyMap<string, string>): Promise<void> {
  const total = Number(options.get("recipients") ?? 40_000);
  const counts = (options.get("workers") ?? "1,2,4").split(",").map(Number);
  console.log(`claim, send and settle ${total.toLocaleString("en")} people, by processes over one PostgreSQL\n`);
  console.log(
    "workers   seconds   recipients/s   CPU s of workers   of the server   waits for locks   for internal locks   load",
  );
  for (const workers of counts) await measure(workers, total, options.get("bin"));
}

/** Measures each number of workers with a separate server, so that the measurements do not affect each other. */
async function measure(workers: number, total: number, bin: string | undefined): Promise<void> {
  await using server = await startPostgres({ durable: true, settings: SERVER_SETTINGS, bin });
  const relance = await createRelance(
    defineConfig({
      store: postgresStore({ url: server.url, maxConnections: 4 }),
      providers: { sms: { main: silentProvider("first"), second: silentProvider("second") } },
      publicUrl: "https://notify.example.org/relance",
      security: { signing: ["a-secret-for-the-bench"] },
      delivery: "live",
      templates: TEMPLATES,
    }),
  );
  const processes: ChildProcess[] = [];
  try {
    const handle = await relance.campaigns.start(CAMPAIGN, { rows: people(total) });
    for (let n = 0; n < workers; n++) processes.push(fork(WORKER, [server.url]));
    await Promise.all(processes.map(heard));
    const used = serverSeconds(server.pid);
    const sampler = await sampleWaits(server.url);
    const from = performance.now();
    for (const process of processes) process.send("go");
    while (accepted(await handle.ledger()) < total) await new Promise((resolve) => setTimeout(resolve, 50));
    const seconds = (performance.now() - from) / 1_000;
    const serverUsed = serverSeconds(server.pid) - used;
    const waits = await sampler.stop();
    const told = await Promise.all(
      processes.map((process) => {
        process.send("stop");
        return heard(process);
      }),
    );
    const cpu = told.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0);
    const columns = [seconds.toFixed(1), Math.round(total / seconds).toLocaleString("en"), cpu.toFixed(1)];
    const shares = [waits.locks, waits.internal].map((share) => `${(100 * share).toFixed(1)} %`);
    const rest = [serverUsed.toFixed(1), ...shares, loadavg()[0]?.toFixed(1) ?? ""];
    console.log(
      [String(workers), ...columns, ...rest]
        .map((text, place) => text.padStart([7, 10, 11, 19, 16, 18, 21, 7][place] ?? 0))
        .join(""),
    );
    const ended = processes.map((process) => once(process, "exit"));
    await Promise.all(ended);
  } finally {
    for (const process of processes) process.kill("SIGKILL");
    await relance.close();
  }
}

async function heard(process: ChildProcess): Promise<WorkerMessage> {
  const [told] = await Promise.race([
    once(process, "message"),
    once(process, "exit").then(() => Promise.reject(new Error("a worker ended before its time"))),
  ]);
  return told as WorkerMessage;
}

function accepted({ attempts }: Ledger): number {
  return attempts.reduce((sum, { state, count }) => sum + (state === "accepted" ? count : 0), 0);
}
