import { readFileSync } from "node:fs";
import { defineCampaign } from "@relance/campaign";
import { postgresStore } from "@relance/store-postgres";
import { withPostgres } from "@relance/test-postgres/vitest";
import { drizzle } from "drizzle-orm/node-postgres";
import { knex } from "knex";
import { Kysely, PostgresDialect } from "kysely";
import { Pool } from "pg";
import { describe, expect, it } from "vitest";
import { type CallerDb, createRelance } from "../../../src/index.ts";
import { partsOf } from "../../../src/parts.ts";
import { gatewayConfig } from "../../support/gateway-config.ts";
import { book } from "./book.ts";
import { fromDrizzle } from "./drizzle.ts";
import { fromKnex } from "./knex.ts";
import { fromKysely } from "./kysely.ts";
import { order } from "./order.ts";
import { fromPg } from "./pg.ts";
import { fromPrisma } from "./prisma.ts";

/** Begins a transaction of one library, hands its `db` over, and commits; what is thrown inside rolls it back. */
type Begin = (pool: Pool, url: string, body: (db: CallerDb) => Promise<void>) => Promise<void>;

const LIBRARIES: Readonly<Record<string, Begin>> = {
  async pg(pool, _url, body) {
    const client = await pool.connect();
    await client.query("begin");
    try {
      await body(fromPg(client));
      await client.query("commit");
    } catch (error) {
      await client.query("rollback");
      throw error;
    } finally {
      client.release();
    }
  },
  drizzle: (pool, _url, body) => drizzle(pool).transaction((tx) => body(fromDrizzle(tx))),
  kysely: (pool, _url, body) =>
    new Kysely<object>({ dialect: new PostgresDialect({ pool }) }).transaction().execute((tx) => body(fromKysely(tx))),
  async knex(_pool, url, body) {
    const db = knex({ client: "pg", connection: url });
    try {
      await db.transaction((trx) => body(fromKnex(trx)));
    } finally {
      await db.destroy();
    }
  },
};

const page = readFileSync(new URL("../../../../../docs/stores/postgres.md", import.meta.url), "utf8");

describe("docs/stores/postgres.md", () => {
  it.each(["order", "book", "pg", "drizzle", "kysely", "knex", "prisma"])("shows %s.ts as it is here", (name) => {
    const example = readFileSync(new URL(`${name}.ts`, import.meta.url), "utf8");
    expect(page).toContain(`\`\`\`ts\n${example}\`\`\``);
  });
});

it("Prisma's client, which must be generated from a schema, gets one statement with its values", async () => {
  const asked: unknown[] = [];
  const tx = { $executeRawUnsafe: async (...all: unknown[]) => asked.push(all) };
  await fromPrisma(tx).executeSql("insert into t values ($1)", ["a"]);
  expect(asked).toEqual([["insert into t values ($1)", "a"]]);
});

await withPostgres((postgres) => {
  async function opened() {
    const database = await postgres.createDatabase();
    const pool = new Pool({ connectionString: database.url, max: 5 });
    pool.on("error", () => {}); // cut when the database goes
    const config = gatewayConfig({ store: postgresStore({ pool, schema: "notices" }) });
    return {
      pool,
      config,
      url: database.url,
      async [Symbol.asyncDispose]() {
        await pool.end();
        await database[Symbol.asyncDispose]();
      },
    };
  }

  describe.each(Object.entries(LIBRARIES))("a transaction of %s", (_name, begin) => {
    it("writes messages, answers and rules, which take effect at its commit", async () => {
      await using here = await opened();
      await using gateway = await createRelance(here.config);
      const { store } = partsOf(gateway);
      const message = {
        idempotencyKey: "one",
        recipient: { key: "ana", contacts: { sms: "+33639980001" } },
        steps: [{ channel: "sms", content: { text: "hello" } }],
      } as const;
      await begin(here.pool, here.url, async (db) => {
        expect(await gateway.send(message, { db })).toEqual({ status: "deposited" });
        expect(await gateway.acknowledge([{ key: "ben", on: "paid" }, { key: "" }], { db })).toEqual([
          { status: "deposited", code: "message/unknown-event" },
          { status: "refused", code: "message/bad-key" },
        ]);
        const rule = { channel: "sms", address: "+33639980002" } as const;
        expect(await gateway.suppressions.add([rule], { db })).toEqual([{ status: "deposited" }]);
        await store.fold();
        expect(await gateway.campaigns.ledgers()).toEqual([]);
      });
      await gateway.runOnce({ within: "20s" });
      const { rows } = await store.outbox({ limit: 10 });
      expect(rows).toMatchObject([{ to: "+33639980001", content: { text: "hello" } }]);
      expect((await store.statuses({ targets: [{ tenant: "", key: "ben" }] })).isAcknowledged).toEqual([true]);
      expect((await store.suppressions({ limit: 10 })).rows).toHaveLength(1);
    });

    it("leaves nothing behind if it is rolled back", async () => {
      await using here = await opened();
      await using gateway = await createRelance(here.config);
      const failed = begin(here.pool, here.url, async (db) => {
        await gateway.acknowledge([{ key: "ben", on: "paid" }], { db });
        throw new Error("out of stock");
      });
      await expect(failed).rejects.toThrow("out of stock");
      const { store } = partsOf(gateway);
      await store.fold();
      expect((await store.statuses({ targets: [{ tenant: "", key: "ben" }] })).isAcknowledged).toEqual([false]);
    });
  });

  it("stores an order and its message together, or neither", async () => {
    await using here = await opened();
    await here.pool.query("create table orders (id bigint generated always as identity, person text not null)");
    await order(here.pool, here.config, "ana", "+33639980001");
    await expect(order(here.pool, here.config, "ben", "no number")).rejects.toMatchObject({
      code: "message/bad-phone",
    });
    await using gateway = await createRelance(here.config);
    await partsOf(gateway).store.fold();
    expect(await gateway.campaigns.ledgers()).toMatchObject([{ name: "send", audience: { enrolled: 1 } }]);
    expect((await here.pool.query("select person from orders")).rows).toEqual([{ person: "ana" }]);
  });

  describe("recipients who are enrolled in the caller's transaction", () => {
    const templates = { "reminder@1": { sms: () => ({ text: "hello" }) } };
    const campaign = defineCampaign(
      {
        version: 1,
        name: "reminders",
        deadline: "2h",
        audience: { key: "id", contacts: { sms: "mobile" }, country: "FR", mode: "open" },
        steps: [{ channel: "sms", route: ["main"], template: "reminder@1", wait: "1h" }],
      },
      { templates },
    );
    const bad = { id: "ben", mobile: "12" };

    it("are refused with a reason, and by an event after the commit", async () => {
      await using here = await opened();
      await using gateway = await createRelance({ ...here.config, templates });
      const reminders = await gateway.campaigns.start(campaign, { rows: [] });
      const rows = [{ id: "ana", mobile: "+33639980001" }, bad];
      await LIBRARIES.pg?.(here.pool, here.url, async (db) => {
        expect(await reminders.enroll(rows, { db })).toMatchObject({
          enrolled: 1,
          refusals: [{ line: 2, key: "ben", reason: "message/bad-phone" }],
        });
      });
      await gateway.runOnce({ within: "20s" });
      const { events } = await partsOf(gateway).store.events({ limit: 100 });
      const refused = events.filter(({ type }) => type === "enrollment.refused");
      expect(refused).toMatchObject([{ key: "ben", line: 2, reason: "message/bad-phone" }]);
      expect((await reminders.ledger()).audience).toMatchObject({ rows: 2, enrolled: 1, refused: 1 });
    });

    it("are checked before, so that no refused row is committed", async () => {
      await using here = await opened();
      await using gateway = await createRelance({ ...here.config, templates });
      const reminders = await gateway.campaigns.start(campaign, { rows: [] });
      await here.pool.query("create table appointments (person text)");
      const client = await here.pool.connect();
      await expect(book(client, reminders, bad)).rejects.toThrow("message/bad-phone: column mobile: write one");
      await book(client, reminders, { id: "ana", mobile: "+33639980001" } as { id: string });
      client.release();
      await gateway.runOnce({ within: "20s" });
      expect((await here.pool.query("select person from appointments")).rows).toEqual([{ person: "ana" }]);
      expect((await reminders.ledger()).audience).toMatchObject({ rows: 1, enrolled: 1, refused: 0 });
    });
  });
});
