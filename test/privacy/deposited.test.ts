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

/** Commits two messages in the caller's transactions, and lets no worker apply them. */
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
  expect(await spring.reschedule([ADA], { ...by, db: { executeSql } })).toEqual({ rescheduled: 1, refusals: [] });
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
  describe("what callers left in their own transactions", () => {
    it("comes under a newer secret while it waits, and until then holds on to the older one", async () => {
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

    it("is encrypted while it waits, where it lies readable from before", async () => {
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

    it("as a new row of a recipient is encrypted too, under a newer secret as well, and is what is sent", async () => {
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

    it("as a new row of a recipient is encrypted where it lies readable from before, and gone with its recipient", async () => {
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
