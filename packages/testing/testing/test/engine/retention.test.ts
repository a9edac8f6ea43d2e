import { defineCampaign } from "@relance/campaign";
import { type Provider, type RelanceConfig, sqliteStore } from "relance";
import { partsOf } from "relance/parts";
import { expect, it } from "vitest";
import { createTestRelance } from "../../src/index.ts";

const templates: NonNullable<RelanceConfig["templates"]> = {
  "please@1": { sms: () => ({ text: "Please confirm" }) },
};
const main: Provider<"sms"> = {
  kind: "none",
  channel: "sms",
  vendor: "none",
  capabilities: { receipts: true, replies: false },
  send: async ({ attemptId }) => ({ ref: attemptId }),
};
const campaign = defineCampaign(
  {
    version: 1,
    name: "kept",
    deadline: "24h",
    audience: { key: "id", contacts: { sms: "mobile" } },
    confirm: { event: "came", via: ["event"] },
    steps: [{ channel: "sms", route: ["main"], template: "please@1" }],
  },
  { templates },
);

it("a worker erases data after a campaign's own retention, although the configuration keeps everything", async () => {
  const config = {
    store: sqliteStore({ file: "never-opened.db" }),
    providers: { sms: { main } },
    security: { signing: [] },
    templates,
  };
  await using test = await createTestRelance(config);
  const own = defineCampaign({ ...campaign.definition, name: "own", retention: { contacts: "2d" } }, { templates });
  const handle = await test.start(own, { rows: [{ id: "ana", mobile: "+33639980001" }] });
  await test.advance("60h");
  expect((await handle.recipient("ana"))?.contacts).toHaveLength(1);
  expect((await handle.report()).retention).toEqual({ contacts: 2 * 86_400_000 });
  await test.advance("24h");
  expect(await handle.recipient("ana")).toMatchObject({ key: "ana", contacts: [] });
});

it("a worker erases expired data on time, and the ledger's sums stay correct", async () => {
  const retention: RelanceConfig["retention"] = { contacts: "2d" };
  const config = {
    store: sqliteStore({ file: "never-opened.db" }),
    providers: { sms: { main } },
    security: { signing: [] },
    templates,
    retention,
  };
  await using test = await createTestRelance(config);
  const handle = await test.start(campaign, { rows: [{ id: "ana", mobile: "+33639980001" }] });
  await test.advance("60h"); // 36 hours after the deadline, the contacts are still kept
  expect((await handle.recipient("ana"))?.contacts).toHaveLength(1);
  const before = await test.ledger();
  await test.advance("24h");
  expect(await handle.recipient("ana")).toMatchObject({ key: "ana", contacts: [], variables: {} });
  expect(await test.ledger()).toEqual(before);
});

it("a worker deletes a reply from an unknown number after seven days, although the configuration keeps everything", async () => {
  const config = {
    store: sqliteStore({ file: "never-opened.db" }),
    providers: { sms: { main } },
    security: { signing: [] },
    templates,
  };
  await using test = await createTestRelance(config);
  await test.start(campaign, { rows: [{ id: "ana", mobile: "+33639980001" }] });
  const { engine, store } = partsOf(test.gateway);
  const reply = { type: "reply", from: "+33639980099", text: "wrong number", eventId: "mo-1" } as const;
  await engine.port.record("sms.main", [reply], Buffer.from("from=an+unknown+number"));
  const texts = async () => (await store.replies({ limit: 10 })).rows.map(({ text }) => text);
  await test.advance("6d");
  expect(await texts()).toEqual(["wrong number"]);
  await test.advance("30h"); // a worker applies the retention every six hours
  expect(await texts()).toEqual([]);
});
