import { expect, it } from "vitest";
import { createGateway, defineCampaign } from "../src/index.ts";
import { gatewayConfig } from "./support/gateway-config.ts";

const campaign = defineCampaign(
  {
    version: 1,
    name: "recall",
    deadline: "+72h",
    audience: { contacts: { sms: "mobile" } },
    steps: [{ channel: "sms", route: ["main"], template: "recall" }],
  },
  { sources: { "recall.sms.liquid": "Recall" } },
);
const recipients = [
  { id: "1", mobile: "+33639980001" },
  { id: "2", mobile: "+33639980002" },
];

it("tells the cost by the gateway's prices, unless a report is told others", async () => {
  const prices = { currency: "CHF", perMessage: { "sms.main": 0.05 } };
  await using gateway = await createGateway(gatewayConfig({ prices, delivery: "live" }));
  const handle = await gateway.campaigns.start(campaign, { recipients });
  await gateway.runOnce({ budgetMs: 5_000 });
  expect((await handle.report()).cost).toEqual({
    currency: "CHF",
    total: 0.1,
    byProvider: [{ provider: "sms.main", messages: 2, amount: 0.1 }],
  });
  const other = { currency: "EUR", perMessage: { "sms.main": 1 } };
  expect((await handle.report({ prices: other })).cost).toMatchObject({ currency: "EUR", total: 2 });
});

it("takes prices that were computed, with what a multiplication leaves behind", async () => {
  const prices = { currency: "CHF", perMessage: { "sms.main": 0.1 * 0.7 } };
  expect(prices.perMessage["sms.main"]).not.toBe(0.07);
  await using gateway = await createGateway(gatewayConfig({ prices }));
  expect(gateway).toBeDefined();
});
