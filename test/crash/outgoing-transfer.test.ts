import { join } from "node:path";
import { postgresStore } from "@relance/store-postgres";
import { withPostgres } from "@relance/test-postgres/vitest";
import { expect, it } from "vitest";
import { EVENT_SECRET, openEventReceiver } from "../e2e/support/event-receiver.ts";
import { gatewayConfig } from "../e2e/support/gateway-config.ts";
import type { Settings } from "../e2e/support/settings.ts";
import { openStack } from "../e2e/support/stack.ts";
import { waitFor } from "../e2e/support/wait-for.ts";
import { besideNothing } from "../support/over-stores.ts";
import { webhookStates } from "../support/webhook-states.ts";

const HOUR = 3_600_000;
const PEOPLE = ["anna", "ben", "carl"].map((id, number) => ({ id, mobile: `+3363998000${number}` }));

async function move(settings: Settings, url: string): Promise<void> {
  using departure = await gatewayConfig(settings).store.depart?.("the other store");
  if (departure === undefined) throw new Error("nothing leaves this store");
  const target = postgresStore({ url, maxConnections: 2 });
  await target.open();
  await target.arrive?.(departure);
  await target.close();
  await departure.done();
}

await withPostgres((postgres) => {
  it("a webhook moves to PostgreSQL with its position and its failed requests: no event is lost or repeated", async () => {
    await using receiver = await openEventReceiver();
    await using database = await postgres.createDatabase();
    await using place = await besideNothing();
    const crm = { url: receiver.url, secret: EVENT_SECRET, allowPrivate: true };
    const webhooks = { crm: { ...crm, events: ["enrollment.acknowledged"] as const } };
    const db = join(place.folder, "moving.db");
    receiver.answer(({ data }) => (data.key === "ben" ? 422 : 204));
    let settings: Settings;
    {
      await using before = await openStack({ db, webhooks });
      settings = before.settings;
      await before.start(PEOPLE);
      await before.gateway.acknowledge(["anna", "ben"].map((key) => ({ on: "came", key })));
      await waitFor("anna", () => receiver.taken.length === 1);
      await waitFor("ben's parking", async () => (await webhookStates(before.gateway))[0]?.parked === 1);
    }
    await move(settings, database.url);
    receiver.answer(204);
    await using after = await openStack({ db: database.url, webhooks });
    await after.gateway.acknowledge([{ on: "came", key: "carl" }]);
    await waitFor("carl", () => receiver.taken.length >= 2);
    await after.pass(HOUR);
    await waitFor("ben", () => receiver.taken.length === 3);
    expect(receiver.taken.map(({ data }) => data.key)).toEqual(["anna", "carl", "ben"]);
    const ofBen = receiver.asked.filter(({ data }) => data.key === "ben").map(({ id }) => id);
    expect(new Set(ofBen).size).toBe(1);
    const of = async () => (await webhookStates(after.gateway))[0];
    await waitFor("the store's word of it", async () => (await of())?.parked === 0);
    expect(await of()).toMatchObject({ status: "ready", lost: 0 });
  });
});
