import { withPostgres } from "@relance/test-postgres/vitest";
import pg from "pg";
import { partsOf } from "relance/parts";
import { describe, expect, it } from "vitest";
import { changeRows } from "./support/change-rows.ts";
import { everywhere } from "./support/everywhere.ts";
import { ADA, BOB, campaign, type House, openHouse } from "./support/told-house.ts";

const SECRETS = ["a-secret-for-these-tests"];
const [FIRST, SECOND] = ["the-first-secret-of-all", "the-second-secret-of-all"] as const;
const TEXT = "hello from a transaction of yours";

const under = (db: string, ...encryption: readonly string[]): Promise<House> =>
  openHouse(db, undefined, { security: { signing: SECRETS, encryption } });

/** Stores two messages through the caller's own database connection, and prevents workers from processing them. */
async function deposit(db: string, { gateway }: House): Promise<void> {
  const client = new pg.Client({ connectionString: db });
  await client.connect();
  const executeSql = async (text: string, values?: readonly unknown[]) => {
    await client.query(text, values === undefined ? [] : [...values]);
    return [];
  };
  for (const { key, mobile } of [ADA, BOB]) {
    const message = {
      idempotencyKey: `welcome-${key}`,
      recipient: { key, contacts: { sms: mobile } },
      steps: [{ channel: "sms", content: { text: TEXT } }],
    } as const;
    await gateway.send(message, { db: { executeSql } as never });
  }
  await client.end();
  await changeRows(db, "update requests set tries = 3");
}

async function depositNewRow(db: string, { gateway }: House): Promise<void> {
  const spring = await gateway.campaigns.start(campaign("spring"), { rows: [{ ...ADA, mobile: BOB.mobile }] });
  const client = new pg.Client({ connectionString: db });
  await client.connect();
  const executeSql = (sql: string, values: unknown[]) => client.query(sql, values);
  const by = { actor: "desk", reason: "another phone" };
  expect(await spring.reschedule([ADA], { ...by, db: { executeSql } })).toEqual({
    rescheduled: 1,
    refusals: [],
    dropped: [],
  });
  await client.end();
  await changeRows(db, "update requests set tries = 3");
}

async function expectCarriedOut(db: string, house: House): Promise<void> {
  await changeRows(db, "update requests set tries = 0");
  await house.gateway.runOnce({ within: "20s" });
  const { rows } = await partsOf(house.gateway).store.outbox({ limit: 10 });
  expect(rows.map(({ to }) => to).sort()).toEqual([ADA.mobile, BOB.mobile]);
  expect(rows.map(({ content }) => content)).toEqual([{ text: TEXT }, { text: TEXT }]);
}

await withPostgres((postgres) =>
  describe("requests in callers' own transactions", () => {
    it("are re-encrypted with a newer secret while they wait, and need the older one until then", async () => {
      await using place = await postgres.createDatabase();
      {
        await using house = await under(place.url, FIRST);
        await deposit(place.url, house);
      }
      await expect(under(place.url, SECOND)).rejects.toMatchObject({ code: "config/secret-missing" });
      {
        await using house = await under(place.url, SECOND, FIRST);
        await house.gateway.runOnce({ within: "20s" });
      }
      expect(await changeRows(place.url, "select tries from requests")).toHaveLength(2);
      await using house = await under(place.url, SECOND);
      await expectCarriedOut(place.url, house);
    });

    it("are encrypted while they wait if they were stored unencrypted", async () => {
      await using place = await postgres.createDatabase();
      {
        await using house = await openHouse(place.url, undefined, { security: { signing: SECRETS } });
        await deposit(place.url, house);
      }
      await using house = await under(place.url, SECOND);
      await house.gateway.runOnce({ within: "20s" });
      for (const text of [ADA.mobile, BOB.mobile, TEXT])
        expect([text, await everywhere(place.url, text)]).toEqual([text, []]);
      await expectCarriedOut(place.url, house);
    });

    it("with a new row of a recipient are encrypted too, also with a newer secret, and are what is sent", async () => {
      await using place = await postgres.createDatabase();
      {
        await using house = await under(place.url, FIRST);
        await depositNewRow(place.url, house);
        expect(await everywhere(place.url, ADA.mobile)).toEqual([]);
      }
      {
        await using house = await under(place.url, SECOND, FIRST);
        await house.gateway.runOnce({ within: "20s" });
      }
      await using house = await under(place.url, SECOND);
      await changeRows(place.url, "update requests set tries = 0");
      await house.gateway.runOnce({ within: "20s" });
      const handle = await house.gateway.campaigns.get("spring");
      expect((await handle.recipient(ADA.key))?.contacts).toMatchObject([
        { address: ADA.mobile },
        { address: ADA.mail },
      ]);
    });

    it("with a new row of a recipient are encrypted if they were stored unencrypted, and erased with their recipient", async () => {
      await using place = await postgres.createDatabase();
      {
        await using house = await openHouse(place.url, undefined, { security: { signing: SECRETS } });
        await depositNewRow(place.url, house);
      }
      await using house = await under(place.url, SECOND);
      await house.gateway.runOnce({ within: "20s" });
      for (const text of [ADA.mobile, ADA.name]) expect([text, await everywhere(place.url, text)]).toEqual([text, []]);
      await house.gateway.erase([ADA.key], { actor: "desk", reason: "asked for it" });
      expect(await changeRows(place.url, "select id from requests")).toEqual([]);
    });
  }),
);
