import { withPostgres } from "@relance/test-postgres/vitest";
import pg from "pg";
import { describe, expect, it } from "vitest";
import { postgresStore } from "../../src/index.ts";
import { startCampaign } from "../support/people.ts";

describe("the name of the schema", () => {
  it.each(["", "a b", 'a"b', "a;b", "1a", "pg_own", "a$1", "a".repeat(64)])("must not be %j", (schema) => {
    expect(() => postgresStore({ url: "postgres://127.0.0.1:1/x", schema })).toThrow("schema");
  });
});

it.each([0, 1, 2.5, Number.NaN])("refuses %s connections", (maxConnections) => {
  expect(() => postgresStore({ url: "postgres://127.0.0.1:1/x", maxConnections })).toThrow("maxConnections");
});

it.each(["", "db.internal", "postgres://relance:secret@[::1/x", "postgres://relance:secret@db:99999/x"])(
  "immediately refuses an invalid URL, and does not show its password: %j",
  (url) => {
    const advice = expect.objectContaining({
      code: "config/invalid",
      message: expect.not.stringContaining("secret"),
    });
    expect(() => postgresStore({ url })).toThrow(advice);
    expect(() => postgresStore({ url: "postgres://127.0.0.1:1/x", listenUrl: url })).toThrow(advice);
  },
);

it("reports that the database cannot be reached, and does not show the password", async () => {
  const store = postgresStore({ url: "postgres://relance:secret@127.0.0.1:1/nowhere" });
  const error = await store.open().catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code: "store/unavailable", retryable: true });
  expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain("secret");
});

await withPostgres((postgres) => {
  it("separates the stores of two schemas in one database", async () => {
    await using database = await postgres.createDatabase();
    const one = postgresStore({ url: database.url, schema: "one", maxConnections: 2 });
    const other = postgresStore({ url: database.url, schema: "Other-2$", maxConnections: 2 });
    await one.open();
    await other.open();
    await startCampaign(one, 3);
    expect(await one.count()).toHaveLength(1);
    expect(await other.count()).toEqual([]);
    await Promise.all([one.close(), other.close()]);
  });

  it("shares the application's pool: no setting of a verb stays on its connections, and the pool is not ended", async () => {
    await using database = await postgres.createDatabase();
    const pool = new pg.Pool({ connectionString: database.url, max: 1 });
    pool.on("error", () => {}); // the database is dropped while the last connection says good-bye
    const settings = () =>
      pool.query("select name, setting from pg_settings where name in ('search_path', 'lock_timeout', 'jit')");
    const before = (await settings()).rows;
    const store = postgresStore({ pool });
    await store.open();
    await startCampaign(store, 3);
    const wants = [{ provider: "sms.main", slots: 2, sendBudgetMs: 1_000 }];
    expect((await store.claim({ worker: "a", wants })).claimed).toHaveLength(2);
    expect((await settings()).rows).toEqual(before);
    await store.close();
    expect((await pool.query("select 1")).rowCount).toBe(1);
    await pool.end();
  });

  it("reports that the application's pool has no free connection, instead of waiting forever", async () => {
    await using database = await postgres.createDatabase();
    const pool = new pg.Pool({ connectionString: database.url, max: 2 });
    pool.on("error", () => {});
    const store = postgresStore({ pool });
    await store.open();
    const transactions = [await pool.connect(), await pool.connect()];
    await expect(store.count()).rejects.toMatchObject({
      code: "store/unavailable",
      retryable: true,
      message: expect.stringContaining("give the store its own pool"),
    });
    for (const client of transactions) client.release();
    expect(await store.count()).toEqual([]);
    expect(pool.idleCount).toBe(pool.totalCount); // the connection that came too late went back
    await store.close();
    await pool.end();
  });

  it("ignores the settings of an application's pool, and its temporary tables", async () => {
    await using database = await postgres.createDatabase();
    const pool = new pg.Pool({
      connectionString: database.url,
      max: 4,
      options: "-c default_transaction_isolation=serializable",
    });
    pool.on("error", () => {});
    pool.on("connect", (client) => {
      void client.query("create temporary table campaigns (id int); create temporary table queues (id int)");
    });
    const store = postgresStore({ pool });
    await store.open();
    await startCampaign(store, 60);
    const wants = [{ provider: "sms.main", slots: 5, sendBudgetMs: 1_000 }];
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, number) => store.claim({ worker: `worker-${number % 3}`, wants })),
    );
    expect(answers.flatMap(({ claimed }) => claimed)).toHaveLength(60);
    await store.close();
    await pool.end();
  });

  it("never opens more connections than configured", async () => {
    await using database = await postgres.createDatabase();
    const store = postgresStore({ url: database.url, maxConnections: 3 });
    await store.open();
    const counts = await Promise.all(
      Array.from({ length: 40 }, async (_, number) => {
        await startCampaign(store, 1, { name: `campaign-${number}` });
        const client = new pg.Client({ connectionString: database.url });
        if (number % 10 !== 0) return 0;
        await client.connect();
        const { rows } = await client.query(
          "select count(*)::int as n from pg_stat_activity where application_name = 'relance' and datname = current_database()",
        );
        await client.end();
        return rows[0].n as number;
      }),
    );
    expect(Math.max(...counts)).toBeLessThanOrEqual(3);
    expect(Math.max(...counts)).toBeGreaterThan(0);
    await store.close();
  });

  it("continues after the server cut every connection", async () => {
    await using database = await postgres.createDatabase();
    const store = postgresStore({ url: database.url, maxConnections: 2 });
    await store.open();
    await startCampaign(store, 1);
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    await client.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'relance' and datname = current_database()",
    );
    await client.end();
    const outcomes = await Promise.allSettled([store.count(), store.count(), store.count()]);
    for (const outcome of outcomes) {
      if (outcome.status === "rejected") expect(outcome.reason).toMatchObject({ retryable: true });
    }
    expect(await store.count()).toHaveLength(1);
    await store.close();
  });

  it("reports that it is closed", async () => {
    await using database = await postgres.createDatabase();
    const store = postgresStore({ url: database.url });
    await expect(store.count()).rejects.toMatchObject({ code: "store/closed" });
    await store.open();
    await store.close();
    await expect(store.count()).rejects.toMatchObject({ code: "store/closed" });
    await store.open();
    expect(await store.count()).toEqual([]);
    await store.close();
  });
});
