import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

/** PgBouncer in front of a server, in transaction mode. */
export interface Bouncer extends AsyncDisposable {
  /** The same database through it. */
  through(url: string): string;
}

/** What stands on the PATH; `undefined` = nothing. */
export function bouncerVersion(): string | undefined {
  const { stdout, error } = spawnSync("pgbouncer", ["--version"], { encoding: "utf8" });
  return error === undefined ? stdout.split("\n")[0] : undefined;
}

/**
 * Starts one: three connections to each database, whatever the stores ask for, so that transactions of one store are
 * handed from connection to connection.
 */
export async function openBouncer(server: string, preparedStatements: number): Promise<Bouncer> {
  const { hostname, port, username, password } = new URL(server);
  const folder = await mkdtemp(join(tmpdir(), "relance-pgbouncer-"));
  await chmod(folder, 0o755);
  const listenPort = await freePort();
  const file = join(folder, "pgbouncer.ini");
  await writeFile(
    file,
    `[databases]
* = host=${hostname} port=${port} user=${username} password=${decodeURIComponent(password)}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${listenPort}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = 3
max_prepared_statements = ${preparedStatements}
`,
    { mode: 0o644 },
  );
  const isRoot = process.getuid?.() === 0; // it refuses to run as root
  const bouncer = spawn("pgbouncer", ["--quiet", file], { stdio: "ignore", ...(isRoot && { uid: 65_534 }) });
  const ended = once(bouncer, "exit");
  while (!(await isListening(listenPort))) {
    if (bouncer.exitCode !== null) throw new Error(`pgbouncer ended with ${bouncer.exitCode}`);
    await delay(20);
  }
  return {
    through(url) {
      const own = new URL(url);
      own.port = String(listenPort);
      own.hostname = "127.0.0.1";
      return own.href;
    },
    async [Symbol.asyncDispose]() {
      bouncer.kill("SIGINT");
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function isListening(port: number): Promise<boolean> {
  const socket = connect(port, "127.0.0.1");
  const isOpen = await new Promise<boolean>((resolve) => {
    socket.once("connect", () => resolve(true));
    socket.once("error", () => resolve(false));
  });
  socket.destroy();
  return isOpen;
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const address = probe.address();
  probe.close();
  await once(probe, "close");
  if (address === null || typeof address === "string") throw new Error("no port could be had");
  return address.port;
}
