import { type ChildProcess, execFile, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { closeSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import { type Binaries, binariesFor, binariesIn } from "./binaries.ts";
import { freePort } from "./free-port.ts";
import { guardedFolder } from "./guarded-folder.ts";
import { giveTo, unprivileged } from "./unprivileged.ts";

export interface StartPostgresOptions {
  /**
   * Whether committed data survives a power failure. A killed server process loses no committed data with either value.
   * @default false
   */
  readonly durable?: boolean;
  /** More settings for `postgres -c`, such as `{ max_connections: "300" }`. */
  readonly settings?: Readonly<Record<string, string>>;
  readonly bin?: string | undefined;
}

/** A separate PostgreSQL server on loopback. The server and its data are removed when the parent process ends. */
export interface PostgresServer extends AsyncDisposable {
  /** URL of the database `postgres` for the superuser. A restart does not change the URL. */
  readonly url: string;
  readonly port: number;
  readonly dataDir: string;
  /** Process id of the server. A restart changes the id. */
  readonly pid: number;
  /**
   * Restarts like `pg_ctl restart -m immediate`: the server cuts every connection, flushes nothing, and replays the
   * log.
   */
  restartImmediate(): Promise<void>;
  stopImmediate(): Promise<void>;
  start(): Promise<void>;
}

const USER = "tests";
const START_MS = 20_000;
const SETTINGS = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  max_connections: "200",
  // an unusual zone reveals a statement that depends on the session's time zone
  timezone: "America/St_Johns",
};
/** Settings for PostgreSQL 18, the version that npm installs. */
const NPM_SETTINGS = { io_method: "sync" };
const CARELESS = { fsync: "off", full_page_writes: "off" };

/**
 * Starts a separate PostgreSQL 18 with binaries from npm, in half a second, even as root. Disposal or the end of this
 * process removes the server and its data.
 * @throws {Error} if this machine has no binaries, or the server does not start
 */
export async function startPostgres(options: StartPostgresOptions = {}): Promise<PostgresServer> {
  const folder = guardedFolder();
  try {
    return await started(folder, options);
  } catch (error) {
    await folder[Symbol.asyncDispose]();
    throw error;
  }
}

async function started(
  folder: AsyncDisposable & { readonly path: string },
  options: StartPostgresOptions,
): Promise<PostgresServer> {
  const runAs = unprivileged();
  giveTo(folder.path, runAs);
  const binaries = options.bin === undefined ? binariesFor(runAs, folder.path) : binariesIn(options.bin);
  const dataDir = join(folder.path, "data");
  const password = randomUUID();
  await initialise(binaries, folder.path, dataDir, password);
  const port = await freePort();
  const own = options.bin === undefined ? { ...SETTINGS, ...NPM_SETTINGS } : SETTINGS;
  const settings = { ...own, ...(options.durable ? {} : CARELESS), ...options.settings };

  let server: ChildProcess;
  const start = async () => {
    server = await launched(binaries, folder.path, [
      ["-D", dataDir, "-p", String(port)],
      ...Object.entries(settings).map(([name, value]) => ["-c", `${name}=${value}`]),
    ]);
  };
  const stopImmediate = () => ended(server, "SIGQUIT");
  await start();

  return {
    url: `postgres://${USER}:${password}@127.0.0.1:${port}/postgres`,
    port,
    dataDir,
    get pid() {
      return server.pid ?? 0;
    },
    start,
    stopImmediate,
    async restartImmediate() {
      await stopImmediate();
      await start();
    },
    async [Symbol.asyncDispose]() {
      await stopImmediate();
      await folder[Symbol.asyncDispose]();
    },
  };
}

/** English collation, as on most servers, reveals a query that assumes byte order. */
const CLUSTER = ["--encoding=UTF8", "--locale=C", "--locale-provider=icu", "--icu-locale=en"];

async function initialise({ initdb }: Binaries, folder: string, dataDir: string, password: string): Promise<void> {
  const passwordFile = join(folder, "password");
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  giveTo(passwordFile, unprivileged());
  const access = [`--username=${USER}`, `--pwfile=${passwordFile}`, "--auth=scram-sha-256"];
  await promisify(execFile)(initdb, ["-D", dataDir, "--no-sync", ...CLUSTER, ...access], {
    ...unprivileged(),
    cwd: folder,
  });
}

async function launched(
  { postgres }: Binaries,
  folder: string,
  args: readonly (readonly string[])[],
): Promise<ChildProcess> {
  const log = join(folder, "log");
  const output = openSync(log, "a");
  // PostgreSQL runs in a separate process group, so that Ctrl-C stops only the tests
  const server = spawn(postgres, args.flat(), {
    ...unprivileged(),
    cwd: folder,
    detached: true,
    stdio: ["ignore", output, output],
  });
  closeSync(output);
  server.unref();
  for (const until = Date.now() + START_MS; ; await delay(10)) {
    if (isReady(join(folder, "data/postmaster.pid"), server.pid)) return server;
    if (server.exitCode === null && server.signalCode === null && Date.now() < until) continue;
    server.kill("SIGKILL");
    throw new Error(`PostgreSQL did not start: ${readFileSync(log, "utf8").slice(-1_000)}`);
  }
}

/** Returns whether the server's status file contains the process id and the status "ready". */
function isReady(pidFile: string, pid: number | undefined): boolean {
  try {
    const lines = readFileSync(pidFile, "utf8").split("\n");
    return Number(lines[0]) === pid && lines[7]?.trim() === "ready";
  } catch {
    return false;
  }
}

async function ended(server: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const exit = new Promise<void>((resolve) => server.once("exit", () => resolve()));
  server.ref();
  server.kill(signal);
  await exit;
}
