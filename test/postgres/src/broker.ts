import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import { Client } from "pg";
import type { PostgresServer } from "./postgres-server.ts";

/**
 * Environment variable with the broker's address. Test processes request the URL of the PostgreSQL server from the
 * broker.
 */
const ADDRESS = "RELANCE_TEST_POSTGRES_BROKER";

export type Found = { readonly url: string } | { readonly reason: string };

/**
 * Opens the broker, which starts one PostgreSQL server for all tests when the first test requests a server. The broker
 * runs in the main process of vitest, which ends after all test files.
 */
export async function openBroker(): Promise<AsyncDisposable> {
  let server: PostgresServer | undefined;
  const find = async (): Promise<Found> => {
    const named = process.env.RELANCE_TEST_POSTGRES_URL;
    try {
      if (named !== undefined) return await reachable(named);
      const { startPostgres } = await import("./postgres-server.ts");
      server = await startPostgres();
      return { url: server.url };
    } catch (error) {
      return { reason: error instanceof Error ? error.message : String(error) };
    }
  };
  let found: Promise<Found> | undefined;
  const secret = `/${randomUUID()}`;
  const broker = createServer(async (request, response) => {
    if (request.url !== secret) return response.writeHead(404).end();
    found ??= find();
    response.setHeader("connection", "close").end(JSON.stringify(await found));
  });
  broker.listen(0, "127.0.0.1");
  await once(broker, "listening");
  const address = broker.address();
  if (address === null || typeof address === "string") throw new Error("the broker has no port");
  process.env[ADDRESS] = `http://127.0.0.1:${address.port}${secret}`;

  return {
    async [Symbol.asyncDispose]() {
      broker.close();
      await found;
      await server?.[Symbol.asyncDispose]();
    },
  };
}

async function reachable(url: string): Promise<Found> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  try {
    await client.connect();
    return { url };
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`RELANCE_TEST_POSTGRES_URL cannot be reached: ${why}`, { cause });
  } finally {
    await client.end().catch(() => undefined);
  }
}

export async function askBroker(): Promise<Found> {
  const address = process.env[ADDRESS];
  if (address === undefined) return { reason: "vitest.config.ts of the repository was not read" };
  const answer = await fetch(address);
  return (await answer.json()) as Found;
}
