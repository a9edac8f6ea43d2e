import { createTestRelance } from "@relance/testing";
import { expect, it } from "vitest";
import { campaign, config } from "../08-test-your-campaign/campaign.ts"; // your own
import { confirmations } from "./confirmations.ts";

it("opens an incident after an hour without a confirmation", async () => {
  await using test = await createTestRelance({ ...config, plugins: [confirmations({ atLeast: 1 })] });
  await test.start(campaign, { rows: [{ id: "ana", mobile: "+33639980001", mail: "ana@example.org" }] });
  await test.advance("2h");
  const incidents = await Array.fromAsync(test.gateway.incidents());
  expect(incidents.map(({ kind, endedAt }) => [kind, endedAt])).toEqual([["confirmations:low", undefined]]);
});
