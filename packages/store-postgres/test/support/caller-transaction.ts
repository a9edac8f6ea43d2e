import type { CallerTransaction } from "@relance/conformance/store";
import type { Pool } from "pg";

/** A transaction of the application's own. */
export async function callerTransaction(pool: Pool): Promise<CallerTransaction> {
  const client = await pool.connect();
  await client.query("begin");
  async function end(statement: "commit" | "rollback"): Promise<void> {
    await client.query(statement);
    client.release();
  }
  return {
    db: { executeSql: (text, values) => client.query(text, [...values]) },
    commit: () => end("commit"),
    rollback: () => end("rollback"),
  };
}
