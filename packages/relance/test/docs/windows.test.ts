import { readFileSync } from "node:fs";
import { defineCampaign } from "@relance/campaign";
import { expect, it } from "vitest";
import { createRelance, type RelanceConfig } from "../../src/index.ts";
import { partsOf } from "../../src/parts.ts";
import { gatewayConfig } from "../support/gateway-config.ts";

const PAGE = readFileSync(new URL("../../../../docs/windows.md", import.meta.url), "utf8");

/** The line of the page, as the program reads it. */
async function carrierHoursOfPage(): Promise<NonNullable<RelanceConfig["carrierHours"]>> {
  const [line = ""] = /^ {2}carrierHours: .*$/m.exec(PAGE) ?? [];
  const { carrierHours } = await import(`data:text/javascript,export default ${encodeURIComponent(`{${line}}`)}`).then(
    (module: { default: Pick<RelanceConfig, "carrierHours"> }) => module.default,
  );
  if (carrierHours === undefined) throw new Error("docs/windows.md shows no hours of a carrier");
  return carrierHours;
}

it("docs/windows.md shows a carrier's hours that a gateway accepts, and that are in its campaign plan", async () => {
  const carrierHours = await carrierHoursOfPage();
  const templates = { "hello@1": { sms: () => ({ text: "hello" }) } };
  await using gateway = await createRelance(gatewayConfig({ carrierHours, templates }));
  const campaign = defineCampaign(
    {
      version: 1,
      name: "hello",
      deadline: "72h",
      audience: { contacts: { sms: "mobile" } },
      steps: [{ channel: "sms", route: ["main"], template: "hello@1" }],
    },
    { templates },
  );
  await gateway.campaigns.start(campaign, { rows: [{ id: "1", mobile: "+33639980001" }] });
  const [version] = await partsOf(gateway).store.versions();
  const [carried] = version?.plan.steps[0]?.route ?? [];
  const week = carried?.carries?.week ?? [];
  expect(week.filter((day) => day.length > 0)).toHaveLength(6); // not on Sundays
  expect(new Set(week.flat())).toEqual(new Set([8 * 60, 20 * 60]));
  const misspelt = createRelance(gatewayConfig({ carrierHours: { "sms.mian": carrierHours["sms.main"] } }));
  await expect(misspelt).rejects.toMatchObject({ code: expect.stringMatching(/^config\//) });
});
