import { defineCampaign } from "@relance/campaign";
import { sqliteStore } from "@relance/store-sqlite";
import { defineConfig, type Provider } from "relance";
import { expect, it } from "vitest";
import { createTestRelance } from "../../../src/index.ts";

const templates = { "hello@1": { sms: () => ({ text: "hello" }) } };

const carrier: Provider<"sms"> = {
  kind: "sms",
  channel: "sms",
  vendor: "telco",
  capabilities: { receipts: true, replies: false },
  send: () => Promise.reject(new Error("a test never sends")),
};

it("sends a campaign that starts the evening before a clock change in the morning, by each recipient's local time", async () => {
  const config = defineConfig({
    store: sqliteStore({ file: "never-opened.db" }),
    providers: { sms: { main: carrier } },
    security: { signing: ["a-secret-for-these-tests"] },
    templates,
  });
  const startAt = new Date("2026-10-24T19:00:00Z"); // Saturday, 21:00 in Paris
  await using test = await createTestRelance(config, { startAt });
  const campaign = defineCampaign(
    {
      version: 1,
      name: "hello",
      timezone: "Europe/Paris",
      deadline: "72h",
      audience: { contacts: { sms: "mobile" } },
      windows: { sms: "08:00-20:00" },
      steps: [{ channel: "sms", route: ["main"], template: "hello@1", wait: "24h" }],
    },
    { templates },
  );
  await test.start(campaign, {
    rows: [
      { id: "paris", mobile: "+33639980001" },
      { id: "reunion", mobile: "+33639980002", timezone: "Indian/Reunion" },
      { id: "new-york", mobile: "+33639980003", timezone: "America/New_York" },
    ],
  });
  const leftAt = (key: string) => test.sent({ key }).map(({ at }) => new Date(at).toISOString());
  await test.advance("13h");
  expect(leftAt("new-york")).toEqual(["2026-10-24T19:00:00.000Z"]); // 15:00 in New York
  expect(leftAt("reunion")).toEqual(["2026-10-25T04:00:00.000Z"]);
  expect(leftAt("paris")).toEqual(["2026-10-25T07:00:00.000Z"]); // one hour later than on Saturday, because summer time has ended
});
