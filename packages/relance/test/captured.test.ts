import { defineCampaign } from "@relance/campaign";
import type { CapturedRow } from "@relance/spec";
import { describe, expect, it } from "vitest";
import { createRelance } from "../src/index.ts";
import { gatewayConfig } from "./support/gateway-config.ts";

const PEOPLE = Array.from({ length: 250 }, (_, n) => ({ id: `p${n}`, mobile: `+33639980${n + 100}` }));
const campaign = defineCampaign(
  {
    version: 1,
    name: "recall",
    deadline: "72h",
    audience: { contacts: { sms: "mobile" } },
    steps: [{ channel: "sms", route: ["main"], template: "recall" }],
  },
  { sources: { "recall.sms.liquid": "Please confirm" } },
);

describe("captured messages", () => {
  it("can be read in full, oldest first, each as its recipient would have read it", async () => {
    await using gateway = await createRelance(gatewayConfig({ delivery: "capture" }));
    await gateway.campaigns.start(campaign, { rows: PEOPLE });
    await gateway.runOnce({ within: "30s" });
    const rows: CapturedRow[] = [];
    for await (const row of gateway.outbox()) rows.push(row);
    expect(new Set(rows.map(({ to }) => to)).size).toBe(PEOPLE.length); // more than one page
    const ids = rows.map(({ id }) => id);
    expect(ids).toEqual(ids.toSorted((a, b) => a - b));
    expect(rows[0]).toMatchObject({
      channel: "sms",
      provider: "sms.main",
      content: { text: "Please confirm" },
    });
  });
});
