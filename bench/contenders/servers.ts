import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort, startPostgres } from "@relance/test-postgres";
import { SERVER_SETTINGS } from "../postgres-store.ts";
import { until } from "./flow.ts";

export interface FreshServer extends AsyncDisposable {
  readonly url: string;
  /** Process id of the server; 0 if the benchmark did not start the server and cannot measure its CPU time. */
  readonly pid: number;
}

export const NO_SERVER: FreshServer = { url: "", pid: 0, async [Symbol.asyncDispose]() {} };

export async function freshPostgres(bin: string | undefined): Promise<FreshServer> {
  const server = await startPostgres({ durable: true, settings: SERVER_SETTINGS, bin });
  return { url: server.url, pid: server.pid, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

export function hasRedis(): boolean {
  return spawnSync("redis-server", ["--version"]).status === 0;
}

/** Usual Redis settings for a queue: an append-only file that is flushed every second, and no eviction. */
const REDIS_SETTINGS = [
  "--bind 127.0.0.1",
  "--save ''",
  "--appendonly yes",
  "--appendfsync everysec",
  "--maxmemory-policy noeviction",
].flatMap((setting) => setting.split(" ").map((word) => (word === "''" ? "" : word)));

/** Starts the installed `redis-server` on loopback. The Redis server ends when this process ends. */
export async function freshRedis(): Promise<FreshServer> {
  const folder = mkdtempSync(join(tmpdir(), "relance-redis-"));
  const port = await freePort();
  const server = spawn("redis-server", ["--port", String(port), "--dir", folder, ...REDIS_SETTINGS], {
    stdio: "ignore",
  });
  const kill = () => server.kill("SIGKILL");
  process.once("exit", kill);
  await until(() => isListening(server, port));
  return {
    url: `redis://127.0.0.1:${port}`,
    pid: server.pid ?? 0,
    async [Symbol.asyncDispose]() {
      process.off("exit", kill);
      kill();
      await once(server, "exit");
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function isListening({ exitCode }: ChildProcess, port: number): Promise<boolean> {
  if (exitCode !== null) throw new Error(`redis-server ended with ${exitCode}`);
  const probe = connect(port, "127.0.0.1");
  try {
    await once(probe, "connect");
    return true;
  } catch {
    return false;
  } finally {
    probe.destroy();
  }
}
