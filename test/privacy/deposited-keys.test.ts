import { withPostgres } from "@relance/test-postgres/vitest";
import pg from "pg";
import { partsOf } from "relance/parts";
import { describe, expect, it } from "vitest";
import { ADA, BOB, type House, openHouse } from "./support/told-house.ts";

type SendInput = Parameters<House["gateway"]["send"]>[0];

const steps = [{ channel: "sms", content: { text: "ready" } }] as const;
const order = (idempotencyKey: string, change: Partial<SendInput> = {}): SendInput => ({
  idempotencyKey,
  recipient: { key: ADA.key, contacts: { sms: ADA.mobile } },
  steps,
  ...change,
});
const toBob = { recipient: { key: BOB.key, contacts: { sms: BOB.mobile } } };

async function inTransaction(url: string, { gateway }: House, input: SendInput, end: "commit" | "rollback" = "commit") {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query("begin");
  await gateway.send(input, { db: { executeSql: (text, values) => client.query(text, values) } });
  await client.query(end);
  await client.end();
}

async function result({ gateway }: House) {
  await gateway.runOnce({ within: "20s" });
  const { store } = partsOf(gateway);
  const { rows } = await store.outbox({ limit: 100 });
  const { events } = await store.events({ limit: 1_000 });
  const refused = events.flatMap((one) => (one.type === "enrollment.refused" ? [[one.key, one.reason]] : []));
  return { sent: rows.map(({ to, content }) => [to, (content as { text: string }).text]).sort(), refused };
}

await withPostgres((postgres) =>
  describe("an idempotency key in the caller's own transactions", () => {
    it("sends one message, and refuses another recipient or text, also after a rollback and in parallel", async () => {
      await using place = await postgres.createDatabase();
      await using house = await openHouse(place.url);
      const send = (input: SendInput, end?: "rollback") => inTransaction(place.url, house, input, end);
      await send(order("rolled-back"), "rollback");
      await send(order("rolled-back", toBob));
      await send(order("same"));
      await send({ steps, recipient: { contacts: { sms: ADA.mobile }, key: ADA.key }, idempotencyKey: "same" });
      expect(await result(house)).toEqual({
        sent: [
          [ADA.mobile, "ready"],
          [BOB.mobile, "ready"],
        ],
        refused: [],
      });
      await send(order("same"));
      await send(order("same", toBob));
      await send(order("same", { steps: [{ channel: "sms", content: { text: "late" } }] }));
      const reused = ["same", "message/key-reused"];
      const after = await result(house);
      expect(after.sent).toHaveLength(2);
      expect(after.refused).toEqual([reused, reused]);
      await expect(house.gateway.send(order("same", toBob))).rejects.toMatchObject({ code: "message/key-reused" });
      expect(await house.gateway.send(order("same"))).toMatchObject({ status: "repeated" });
      const both = [order("both"), order("both", toBob), order("both"), order("both", toBob)];
      await Promise.all(both.map((input) => send(input)));
      const beside = [send(order("mixed")), house.gateway.send(order("mixed", toBob))];
      const outcomes = await Promise.allSettled(beside);
      const raced = await result(house);
      expect(raced.sent).toHaveLength(4);
      const refused = raced.refused.slice(2).map(([key]) => key);
      const thrown = outcomes.flatMap((one) => (one.status === "rejected" ? [one.reason.code] : []));
      expect(refused).toContain("both");
      expect([...refused.filter((key) => key === "mixed"), ...thrown]).toHaveLength(1);
    });

    it("sends an erased recipient nothing, and accepts the erased key for another recipient", async () => {
      await using place = await postgres.createDatabase();
      await using house = await openHouse(place.url);
      await inTransaction(place.url, house, order("order-1"));
      expect((await result(house)).sent).toHaveLength(1);
      await house.gateway.erase([ADA.key], { actor: "desk", reason: "asked" });
      await inTransaction(place.url, house, order("order-1"));
      const forgotten = [undefined, "forgotten"];
      await inTransaction(place.url, house, order("order-2"));
      await inTransaction(place.url, house, order("order-1", toBob));
      expect(await result(house)).toEqual({ sent: [[BOB.mobile, "ready"]], refused: [forgotten, forgotten] });
      await expect(house.gateway.send(order("order-1"))).rejects.toMatchObject({ code: "message/key-reused" });
    });
  }),
);
