// A test with vitest that runs a day of the campaign in a moment.
import { createTestRelance } from "@relance/testing";
import { expect, it } from "vitest";
import { campaign, config, people } from "./campaign.ts";

it("writes to everybody whose SMS was lost, within the hour", async () => {
  const test = await createTestRelance(config, { seed: 7 });
  test.lose("sms.main", 0.26);
  await test.start(campaign, { rows: people });
  await test.advance("1h");
  const mails = test.sent({ provider: "email.smtp" }).length;
  expect(mails).toBeGreaterThan(10);
  expect(mails).toBeLessThan(45);
  await test.close();
});

it("leaves alone who has confirmed", async () => {
  const test = await createTestRelance(config);
  await test.start(campaign, { rows: people });
  await test.advance("10m");
  await test.press("p7");
  await test.advance("24h");
  expect(test.sent({ key: "p7" })).toHaveLength(1);
  const { states, holds } = await test.ledger();
  expect({ acknowledged: states.acknowledged, holds }).toEqual({ acknowledged: 1, holds: true });
  await test.close();
});
