import { createTestRelance } from "@relance/testing";
import "@relance/testing/vitest";
import { expect, it } from "vitest";
import { campaign, config } from "./reminder.ts"; // as production has them

const people = Array.from({ length: 200 }, (_, n) => ({
  id: `p${n}`,
  mobile: `+33639980${String(n).padStart(3, "0")}`,
  mail: `p${n}@example.org`,
}));

it("writes to those who lost the SMS, and leaves alone those who have answered", async () => {
  await using test = await createTestRelance(config, { seed: 7 });
  test.lose("sms.main", 0.26); // accepted by the provider, and never delivered
  await test.start(campaign, { rows: people });
  await test.advance("30m");
  expect(test.text("p1")).toBe(`Please confirm your appointment: ${test.link("p1")}`);
  await test.press("p1", "done");
  await test.advance("48h");
  expect(test.sent({ provider: "email.smtp" }).length).toBeGreaterThan(30);
  expect(test.sent({ key: "p1" }).map(({ provider }) => provider)).toEqual(["sms.main"]);
  expect(await test.recipient("p1")).toBeConfirmedBy("done");
  expect(await test.recipient("p2")).toHaveBeenReached("sms.main");
  const { states, holds } = await test.ledger();
  expect({ acknowledged: states.acknowledged, holds }).toEqual({ acknowledged: 1, holds: true });
});
