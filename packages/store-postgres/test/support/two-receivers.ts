import type { Store } from "@relance/spec";
import { postgresStore, type StoreClock } from "@relance/store-postgres";
import type { TestPostgres } from "@relance/test-postgres/vitest";
import { Client } from "pg";

/** Two processes' stores over one database, and a connection of no one in particular. */
export interface TwoReceivers extends AsyncDisposable {
  readonly first: Store;
  readonly second: Store;
  readonly other: Client;
  /** Transactions that the server has committed. */
  commits(): Promise<number>;
  /** Somebody else holds this recipient's row until the answer is called. */
  hold(enrollment: number): Promise<() => Promise<void>>;
}

export async function twoReceivers(postgres: TestPostgres, clock?: StoreClock): Promise<TwoReceivers> {
  const database = await postgres.createDatabase();
  const [first, second] = [1, 2].map(() => postgresStore({ url: database.url, clock, maxConnections: 6 }));
  if (first === undefined || second === undefined) throw new Error("two stores were made");
  await first.open();
  await second.open();
  const other = new Client({ connectionString: database.url });
  other.on("error", () => {}); // cut when the database goes
  await other.connect();
  return {
    first,
    second,
    other,
    async commits() {
      await other.query("select pg_stat_force_next_flush()");
      const { rows } = await other.query(
        "select xact_commit::int as n from pg_stat_database where datname = current_database()",
      );
      return rows[0].n;
    },
    async hold(enrollment) {
      await other.query("begin");
      await other.query("select 1 from relance.enrollments where id = $1 for update", [enrollment]);
      return async () => {
        await other.query("rollback");
      };
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([first.close(), second.close(), other.end()]);
      await database[Symbol.asyncDispose]();
    },
  };
}
