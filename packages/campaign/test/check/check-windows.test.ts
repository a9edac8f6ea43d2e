import { formatProblem } from "@relance/spec";
import { describe, expect, it } from "vitest";
import { type CheckedProvider, checkCampaign, readCarrierHours } from "../../src/index.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const NOW = new Date("2026-11-26T09:00:00Z");

/** What a check says about a campaign with these windows that ends on a Monday at noon. */
async function check(
  windows: string,
  {
    timezone = "timezone: Europe/Paris",
    last = "",
    callBuffer = "0s",
    carries = undefined as CheckedProvider["carries"],
  } = {},
) {
  await using folder = await temporaryFolder({
    "c.yaml": [
      "version: 1",
      "name: recall",
      timezone,
      "deadline: 2026-11-30T12:00+01:00",
      `callBuffer: ${callBuffer}`,
      `windows: ${windows}`,
      "steps:",
      "  - { channel: sms, route: [main], template: recall, wait: 24h }",
      `  - { channel: email, route: [smtp], template: recall${last} }`,
    ].join("\n"),
    "recall.sms.liquid": "Please confirm: {{ ack.url }}",
    "recall.email.liquid": "---\nsubject: Recall\n---\nPlease confirm: {{ ack.url }}",
  });
  const facts = { receipts: true, replies: false };
  const providers = {
    "sms.main": { channel: "sms", vendor: "telco", ...facts, carries },
    "email.smtp": { channel: "email", vendor: "own", ...facts, receipts: false },
  } as const;
  const found = await checkCampaign(folder.path("c.yaml"), {
    now: NOW,
    ...(carries === undefined ? {} : { providers }),
  });
  return [...found.problems, ...found.warnings].map((one) => formatProblem(one).replace(/^.*yaml:[\d:]+ /, ""));
}

describe("a check of windows", () => {
  it("reports nothing about windows that open in time", async () => {
    expect(await check("{ sms: mon-fri 08:00-20:00, email: 08:00-20:00, holidays: [FR] }")).toEqual([]);
  });

  it.each([
    { windows: "{ sms: 20:00-08:00 }", says: "windows.sms: 20:00-08:00 ends before it begins" },
    { windows: "{ sms: [] }", says: "windows.sms: an empty list allows no message" },
    { windows: "{ sms: [08:00-20:00, 9 to 5] }", says: "windows.sms[1]: write hours such as" },
    {
      windows: "{ sms: 08:00-20:00, holidays: [France] }",
      says: "windows.holidays[0]: write a calendar such as FR, DE-BY or US-CA",
    },
    {
      windows: "{ sms: 08:00-20:00, holidays: [FR, DE-XX] }",
      says: "windows.holidays[1]: write DE, or one of DE-BB, DE-BE,",
    },
    { windows: "{ sms: 08:00-20:00, holidays: [XX] }", says: "there is no calendar of XX" },
    { windows: "{ sms: 08:00-20:00, holidays: [2027-02-29] }", says: "or a date such as 2027-08-16" },
    { windows: "{ phone: 08:00-20:00 }", says: "windows.phone: no such key" },
    { windows: "{ push: 08:00-20:00 }", says: "windows.push: no step sends by push" },
    { windows: "{ sms: wed 08:00-20:00 }", says: "windows.sms: the window never opens" },
    {
      windows: "{ sms: 08:00-20:00, holidays: [2026-11-26, 2026-11-27, 2026-11-28, 2026-11-29, 2026-11-30] }",
      says: "write other hours, or move the deadline",
    },
  ])("reports the mistake in $windows", async ({ windows, says }) => {
    expect((await check(windows)).join("\n")).toContain(says);
  });

  it("reports a start time before the deadline that is outside the window", async () => {
    const found = await check("{ email: mon-sat 08:00-20:00 }", { last: ", beforeDeadline: 30h", callBuffer: "12h" });
    expect(found).toEqual([]);
    const never = await check("{ email: mon-sat 13:00-20:00 }", { last: ", beforeDeadline: 30h" });
    expect(never.join("\n")).toContain("step 2, beforeDeadline: the window never opens between this step's start");
    expect(never.join("\n")).toContain("ignoreWindows: true");
  });

  it("ignores a step with `ignoreWindows`, and reports where this key has no effect", async () => {
    expect(await check("{ email: wed 08:00-20:00 }", { last: ", ignoreWindows: true" })).toEqual([]);
    const found = await check("{ sms: 08:00-20:00 }", { last: ", ignoreWindows: true" });
    expect(found).toEqual(["step 2, ignoreWindows: no window delays email: remove this key"]);
  });

  it("reports that the carrier is closed while messages may be sent", async () => {
    const carries = readCarrierHours({ hours: "mon-sat 08:00-20:00", holidays: ["FR"] });
    const said = (await check("{ sms: 07:00-20:00 }", { carries })).join("\n");
    expect(said).toContain("step 1, route[0]: the carrier of sms.main is closed while this may be sent");
    expect((await check("{ email: 08:00-20:00 }", { carries })).join("\n")).toContain("sms.main is closed");
    expect((await check("{ sms: mon-fri 09:00-18:00 }", { carries })).join("\n")).not.toContain("rests");
  });

  it("requires a time zone, and refuses one that belongs to no place", async () => {
    const unsaid = await check("{ sms: 08:00-20:00 }", { timezone: "locale: fr" });
    expect(unsaid.join("\n")).toContain("windows: these hours are in UTC");
    const odd = await check("{ sms: 08:00-20:00 }", { timezone: "timezone: '+02:00'" });
    expect(odd.join("\n")).toContain("timezone: windows need a time zone with local time");
  });
});
