import { DatabaseSync } from "node:sqlite";
import pg from "pg";
import { isPostgres } from "../../support/store-at.ts";

/** Runs one statement on the database, as an attacker without the key could. No process may have the file open. */
export async function changeRows(db: string, statement: string): Promise<readonly Record<string, unknown>[]> {
  if (isPostgres(db)) {
    const client = new pg.Client({ connectionString: db });
    await client.connect();
    try {
      await client.query("set search_path = relance");
      return (await client.query(statement)).rows as Record<string, unknown>[];
    } finally {
      await client.end();
    }
  }
  const file = new DatabaseSync(db, { timeout: 5_000 });
  try {
    return file.prepare(statement).all() as Record<string, unknown>[];
  } finally {
    file.close();
  }
}
