import { defineCampaign } from "@relance/campaign";
import { sqliteStore } from "@relance/store-sqlite";
import { defineConfig, type Provider } from "relance";
import { expect, it } from "vitest";
import { createTestRelance } from "../src/index.ts";

const sms: Provider<"sms"> = {
  kind: "real",
  channel: "sms",
  vendor: "real",
  capabilities: { receipts: false, replies: false },
  send: async () => Promise.reject(new Error("a test never sends")),
};
const templates = {
  "hello@1": { sms: ({ ack }: { ack: { url: string } }) => ({ text: `hello ${ack.url}` }) },
};

it("a recipient of a test answers the campaign's question, rightly or wrongly", async () => {
  const config = defineConfig({
    store: sqliteStore({ file: "never-opened.db" }),
    providers: { sms: { main: sms } },
    security: { signing: ["a-secret-for-these-tests"] },
    templates,
  });
  await using test = await createTestRelance(config);
  const campaign = defineCampaign(
    {
      version: 1,
      name: "hello",
      deadline: "48h",
      confirm: { strength: "authenticated", factor: { column: "born", ask: "Year of birth" } },
      steps: [{ channel: "sms", route: ["main"], template: "hello@1" }],
    },
    { templates },
  );
  await test.start(campaign, { rows: [{ id: "p1", sms: "+33639980001", born: "1961" }] });
  await test.advance("1m");
  await test.press("p1", "done", { factor: "1960" });
  expect((await test.ledger()).states.acknowledged).toBe(0);
  await test.press("p1", "done", { factor: "1961" });
  expect((await test.ledger()).states.acknowledged).toBe(1);
});
