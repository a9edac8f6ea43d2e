import type { RetainMs } from "@relance/spec";
import { expect, it } from "vitest";
import { checkCampaign } from "../../src/index.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const DAY = 86_400_000;

/** What a check says of a campaign with this retention, and how long things are kept then. */
async function check(retention: string, keptMs?: RetainMs) {
  await using folder = await temporaryFolder({
    "c.yaml": [
      "version: 1",
      "name: recall",
      "deadline: 2026-11-30T12:00Z",
      `retention: ${retention}`,
      "steps: [{ channel: sms, route: [main], template: recall }]",
    ].join("\n"),
    "recall.sms.liquid": "Please confirm: {{ ack.url }}",
  });
  const { problems, warnings, kept } = await checkCampaign(folder.path("c.yaml"), { keptMs });
  const told = (all: typeof problems) => all.map(({ path, line }) => `${path}:${line}`);
  return { problems: told(problems), warnings: told(warnings), kept };
}

it("returns the shorter retention of campaign and configuration, and reports where the configuration shortens it", async () => {
  const house = { contacts: 90 * DAY, bodies: 7 * DAY };
  expect(await check("{ contacts: 30d, bodies: 30d, raw: 2d }", house)).toEqual({
    problems: [],
    warnings: ["retention.bodies:4"],
    kept: { contacts: 30 * DAY, bodies: 7 * DAY, raw: 2 * DAY },
  });
});

it("keeps data longer with a reason, and reports an unnecessary reason", async () => {
  expect(await check('{ contacts: 1825d, reason: "five years" }', { contacts: 90 * DAY })).toMatchObject({
    problems: [],
    warnings: [],
    kept: { contacts: 1825 * DAY },
  });
  expect(await check('{ contacts: 9d, reason: "five years" }', { contacts: 90 * DAY })).toMatchObject({
    warnings: ["retention.reason:4"],
  });
});

it.each([
  { what: "nothing", retention: "{}", path: "retention:4" },
  { what: "a reason alone", retention: '{ reason: "why" }', path: "retention:4" },
  { what: "no duration", retention: "{ contacts: a month }", path: "retention.contacts:4" },
  { what: "an unknown class", retention: "{ addresses: 30d }", path: "retention.addresses:4" },
  { what: "an empty reason", retention: '{ contacts: 30d, reason: " " }', path: "retention.reason:4" },
])("refuses a retention with $what", async ({ retention, path }) => {
  expect((await check(retention)).problems).toEqual([path]);
});
