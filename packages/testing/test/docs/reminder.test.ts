import { createTestGateway } from "@relance/testing";
import { expect, it } from "vitest";
import { campaign, config } from "./reminder.ts"; // as production has them

const people = Array.from({ length: 200 }, (_, n) => ({
  id: `p${n}`,
  mobile: `+33639980${String(n).padStart(3, "0")}`,
  mail: `p${n}@example.org`,
}));

it("writes to whoever lost the SMS, and leaves alone whoever has answered", async () => {
  const test = await createTestGateway(config, { seed: 7 });
  test.lose("sms.main", 0.26); // accepted by the carrier, and never delivered
  await test.start(campaign, { recipients: people });
  await test.advance("30m");
  await test.answer({ key: "p1", answer: "done" });
  await test.advance("48h");
  expect(test.sent({ provider: "email.smtp" }).length).toBeGreaterThan(30);
  expect(test.sent({ key: "p1" }).map(({ provider }) => provider)).toEqual(["sms.main"]);
  const { states, holds } = await test.ledger();
  expect({ acknowledged: states.acknowledged, holds }).toEqual({ acknowledged: 1, holds: true });
  await test.close();
});
