import { DatabaseSync } from "node:sqlite";
import { MIGRATIONS } from "../../src/migrations.generated.ts";

/** How SQLite would find the rows of a statement. */
export function planOf(statement: string): string {
  const db = new DatabaseSync(":memory:");
  for (const { sql } of MIGRATIONS) db.exec(sql);
  const plan = db.prepare(`explain query plan ${statement}`).all();
  db.close();
  return plan.map(({ detail }) => detail).join("; ");
}
