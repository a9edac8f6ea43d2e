import { randomUUID } from "node:crypto";
import { createRelance, defineConfig, type Provider } from "relance";
import { expect, it } from "vitest";
import { memoryStore } from "../../packages/store/test/memory-driver/memory-store.ts";
import { peopleCampaign, peopleRows, TEMPLATES } from "../support/people-campaign.ts";

const vendor = (name: string): Provider<"sms"> => ({
  kind: "none",
  channel: "sms",
  vendor: name,
  capabilities: { receipts: false, replies: false },
  send: async ({ attemptId }) => ({ ref: attemptId }),
});

it.each([
  { route: ["main", "second"], told: { waiting: 4, rerouted: 0 } },
  { route: ["main", "second", "third"], told: { waiting: 0, rerouted: 4, ways: ["sms.third"] } },
])("a pause reroutes no recipient to a provider that refuses our account ($route)", async ({ route, told }) => {
  const store = memoryStore({ clock: { now: () => Date.now() } });
  const sms = { main: vendor("one"), second: vendor("two"), third: vendor("three") };
  const options = {
    store,
    providers: { sms },
    security: { signing: ["a-secret-for-this-test"] },
    templates: TEMPLATES,
  };
  const config = defineConfig({ ...options, publicUrl: "https://notify.example.org/relance", delivery: "live" });
  await using gateway = await createRelance(config);
  const step = { channel: "sms", template: "please@1", wait: "24h" } as const;
  const other = peopleCampaign({ name: "other", steps: [{ ...step, route: ["second"] }] });
  await gateway.campaigns.start(other, { rows: peopleRows(1) });
  const worker = randomUUID();
  await store.heartbeat({ incarnation: worker, role: "worker", version: "1", providers: ["sms.second"] });
  const { claimed } = await store.claim({
    worker,
    wants: [{ provider: "sms.second", slots: 1, sendBudgetMs: 1_000 }],
  });
  const refused = { kind: "deferred", errorCode: "provider/unauthorized", accountFault: true } as const;
  await store.settle(
    worker,
    claimed.map(({ attemptId }) => ({ attemptId, ...refused })),
  );
  const campaign = await gateway.campaigns.start(peopleCampaign({ steps: [{ ...step, route }] }), {
    rows: peopleRows(4),
  });
  expect(await campaign.pauseEffect({ provider: "sms.main" })).toMatchObject(told);
});
