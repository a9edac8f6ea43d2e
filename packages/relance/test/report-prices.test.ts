import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { defineCampaign } from "@relance/campaign";
import { expect, it } from "vitest";
import { createRelance, loadCampaign } from "../src/index.ts";
import { gatewayConfig } from "./support/gateway-config.ts";

const campaign = defineCampaign(
  {
    version: 1,
    name: "recall",
    deadline: "72h",
    audience: { contacts: { sms: "mobile" } },
    steps: [{ channel: "sms", route: ["main"], template: "recall" }],
  },
  { sources: { "recall.sms.liquid": "Recall" } },
);
const recipients = [
  { id: "1", mobile: "+33639980001" },
  { id: "2", mobile: "+33639980002" },
];

it("reports the cost by the gateway's prices, unless the report gets others", async () => {
  const prices = { currency: "CHF", perMessage: { "sms.main": 0.05 } };
  await using gateway = await createRelance(gatewayConfig({ prices, delivery: "live" }));
  const handle = await gateway.campaigns.start(campaign, { rows: recipients });
  await gateway.runOnce({ within: "5s" });
  expect((await handle.report()).cost).toEqual({
    currency: "CHF",
    total: 0.1,
    byProvider: [{ provider: "sms.main", messages: 2, segments: 2, amount: 0.1 }],
  });
  const other = { currency: "EUR", perMessage: { "sms.main": 1 } };
  expect((await handle.report({ prices: other })).cost).toMatchObject({ currency: "EUR", total: 2 });
});

it("accepts computed prices with the rounding error of a multiplication", async () => {
  const prices = { currency: "CHF", perMessage: { "sms.main": 0.1 * 0.7 } };
  expect(prices.perMessage["sms.main"]).not.toBe(0.07);
  await using gateway = await createRelance(gatewayConfig({ prices }));
  expect(gateway).toBeDefined();
});

it("bills what the plan forecast, to the cent: the demo's texts, one or two segments, GSM-7 and UCS-2", async () => {
  const prices = { currency: "EUR", perMessage: { "sms.main": 0.045 } };
  const folder = fileURLToPath(new URL("../../../examples/demo/campaign/", import.meta.url));
  const texts = readdirSync(folder).filter((name) => name.endsWith(".sms.liquid"));
  const sources = Object.fromEntries(texts.map((name) => [name, readFileSync(folder + name, "utf8")]));
  const { definition } = await loadCampaign(`${folder}re-registration.campaign.yaml`);
  const { name, subject, audience, confirm } = definition;
  const steps = [{ channel: "sms", route: ["main"], template: "reminder" }] as const;
  const own = { ...audience, expect: undefined };
  const one = defineCampaign(
    { version: 1, name, subject, confirm, audience: own, deadline: "72h", steps },
    { sources },
  );
  const names = ["Ana", "Anaïs", "Maximiliane Constantin", "Zoë"];
  const people = Array.from({ length: 40 }, (_, k) => ({
    id: `p${k}`,
    name: names[k % 4],
    mobile: `+336399800${String(k).padStart(2, "0")}`,
    mail: "",
    subscription: "",
    locale: k % 3 === 0 ? "en" : "fr",
  }));
  await using gateway = await createRelance(gatewayConfig({ prices, publicUrl: "https://notify.example.org/relance" }));
  const planned = await gateway.campaigns.plan(one, { rows: people });
  const handle = await gateway.campaigns.start(one, { rows: people });
  await gateway.runOnce({ within: "5s" });
  const { cost } = await handle.report();
  const [bill] = planned.providers;
  expect(bill?.segments).toBeGreaterThan(40);
  expect(cost?.byProvider).toEqual([
    { provider: "sms.main", messages: 40, segments: bill?.segments, amount: planned.cost?.total },
  ]);
});
