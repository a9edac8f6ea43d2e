import { randomUUID } from "node:crypto";
import { Client } from "pg";

/** A separate database on the run's server. Disposal drops the database even while clients are connected. */
export interface TestDatabase extends AsyncDisposable {
  readonly name: string;
  readonly url: string;
}

export interface TestPostgres {
  /** URL of a shared database, for a role that may create databases. Tests must not write to the shared database. */
  readonly url: string;
  /** Creates an empty database or a copy of `template`. No client may be connected to `template` during the copy. */
  createDatabase(template?: string): Promise<TestDatabase>;
}

export function testPostgres(url: string): TestPostgres {
  return {
    url,
    async createDatabase(template) {
      const name = `relance_test_${randomUUID().replaceAll("-", "")}`;
      await execute(url, `create database ${name}${template === undefined ? "" : ` template ${template}`}`);
      const own = new URL(url);
      own.pathname = `/${name}`;
      return {
        name,
        url: own.href,
        [Symbol.asyncDispose]: () => execute(url, `drop database if exists ${name} with (force)`),
      };
    },
  };
}

async function execute(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
