import { randomUUID } from "node:crypto";
import { type PostgresServer, startPostgres } from "@relance/test-postgres";
import pg from "pg";

/** Milliseconds between two checks that the server is alive. */
const LOOK_MS = 250;

/** A PostgreSQL database for this run. */
export interface Database extends AsyncDisposable {
  readonly env: Readonly<Record<string, string>>;
  /** Returns the id of the server's first process, if the demo started the server. */
  pid(): number | undefined;
}

/** Connects to the server in `RELANCE_TEST_POSTGRES_URL`, or starts a server and restarts it when it dies. */
export async function openDatabase(say: (line: string) => void): Promise<Database> {
  const named = process.env.RELANCE_TEST_POSTGRES_URL;
  const server = named === undefined ? await startPostgres() : undefined;
  const url = named ?? server?.url ?? "";
  const schema = `relance_demo_${randomUUID().slice(0, 8)}`;
  const stop = server === undefined ? async () => {} : keepUp(server, say);
  return {
    env: { DEMO_POSTGRES_URL: url, DEMO_SCHEMA: schema },
    pid: () => server?.pid,
    async [Symbol.asyncDispose]() {
      await stop();
      if (server === undefined) await dropSchema(url, schema);
      else await server[Symbol.asyncDispose]();
    },
  };
}

function keepUp(server: PostgresServer, say: (line: string) => void): () => Promise<void> {
  let isOver = false;
  async function watch(): Promise<void> {
    while (!isOver) {
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
      if (isOver || isAlive(server.pid)) continue;
      say(`PostgreSQL ${server.pid} stopped`);
      // all processes of the old server must end before the restart
      while (!isOver && !isAlive(server.pid))
        await server.start().then(
          () => say(`PostgreSQL ${server.pid} recovers from its log`),
          () => {},
        );
    }
  }
  const watching = watch();
  return async () => {
    isOver = true;
    await watching;
  };
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function dropSchema(url: string, schema: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(`drop schema if exists ${schema} cascade`);
  await client.end();
}
