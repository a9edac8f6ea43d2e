// The same test with node:test: node --test --conditions=@relance/source campaign.node-test.ts
import { equal } from "node:assert/strict";
import { test } from "node:test";
import { createTestRelance } from "@relance/testing";
import { campaign, config, people } from "./campaign.ts";

test("nobody is unaccounted for after the deadline", async () => {
  const gateway = await createTestRelance(config, { seed: 3 });
  gateway.lose("sms.main", 0.26);
  await gateway.start(campaign, { rows: people });
  await gateway.advance("25h");
  const { states, audience, holds } = await gateway.ledger();
  equal(states.pending + states.active, 0);
  equal(audience.enrolled, people.length);
  equal(holds, true);
  await gateway.close();
});
