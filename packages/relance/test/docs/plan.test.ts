import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { createRelance } from "../../src/index.ts";
import { gatewayConfig } from "../support/gateway-config.ts";
import { mayStart } from "./plan.ts";

const folder = mkdtempSync(join(tmpdir(), "relance-plan-"));
afterAll(() => rmSync(folder, { recursive: true }));

const file = join(folder, "recall.campaign.yaml");
writeFileSync(join(folder, "people.csv"), "id,mobile\n1,+33639980001\n2,+33639980002\n");
writeFileSync(join(folder, "recall.sms.liquid"), "Please confirm: {{ ack.url }}");

function campaign(deadline: string): void {
  writeFileSync(
    file,
    `version: 1
name: recall
deadline: ${deadline}
audience: { file: people.csv, contacts: { sms: mobile } }
steps: [{ channel: sms, route: [main], template: recall, wait: 24h }]
`,
  );
}

const prices = { currency: "EUR", perMessage: { "sms.main": 0.05 } };

describe("the plan of docs/plan.md", () => {
  it("is shown on the page as it runs here", () => {
    const page = readFileSync(new URL("../../../../docs/plan.md", import.meta.url), "utf8");
    expect(page).toContain(readFileSync(new URL("plan.ts", import.meta.url), "utf8").trim());
  });

  it("lets a campaign start that has enough time and budget", async () => {
    await using gateway = await createRelance(gatewayConfig({ prices }));
    campaign("72h");
    expect(await mayStart(gateway, file, 0.1)).toBe(true);
    expect(await mayStart(gateway, file, 0.09)).toBe("it may cost 0.1");
    expect(await gateway.campaigns.ledgers()).toEqual([]);
  });

  it("refuses a campaign that cannot give recipients their time", async () => {
    await using gateway = await createRelance(gatewayConfig({ prices }));
    campaign(new Date(Date.now() + 3_600_000).toISOString());
    expect(await mayStart(gateway, file, 1)).toBe("2 recipients would not get their full time");
  });

  it("counts suppressed recipients", async () => {
    await using gateway = await createRelance(gatewayConfig({ prices }));
    campaign("72h");
    await gateway.suppressions.add([{ channel: "sms", address: "+33639980002" }]);
    expect(await mayStart(gateway, file, 0.05)).toBe(true);
  });
});
