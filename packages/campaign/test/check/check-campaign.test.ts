import { join } from "node:path";
import { formatProblem } from "@relance/spec";
import { describe, expect, it } from "vitest";
import { type CheckCampaignOptions, checkCampaign } from "../../src/index.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const HEAD = "version: 1\nname: recall\ntimezone: Europe/Paris\n";
const STEP = "steps: [{ channel: sms, route: [main], template: recall }]\n";
const GOOD = `${HEAD}deadline: 84h\n${STEP}`;

/** Problems and warnings of a campaign text, without the folder. */
async function check(text: string, options: CheckCampaignOptions = {}, files: Record<string, string> = {}) {
  await using folder = await temporaryFolder({
    "c.campaign.yaml": text,
    "recall.sms.liquid": "Please confirm: {{ ack.url }}",
    ...files,
  });
  const found = await checkCampaign(folder.path("c.campaign.yaml"), options);
  const say = (problem: (typeof found.problems)[number]) =>
    formatProblem(problem).replaceAll(`${folder.path("")}/`, "");
  return { problems: found.problems.map(say), warnings: found.warnings.map(say) };
}

describe("the text itself", () => {
  it("finds no mistake in a plain campaign", async () => {
    expect(await check(GOOD)).toEqual({ problems: [], warnings: [] });
  });

  it("parses JSON with tabs", async () => {
    const json = { version: 1, name: "a", deadline: "84h", steps: [] };
    const { problems } = await check(JSON.stringify(json, null, "\t"));
    expect(problems).toEqual([expect.stringMatching(/^c\.campaign\.yaml:5:11 steps: list the steps/)]);
  });

  it.each([
    { text: "version: 1\nname: [a\n", place: "c.campaign.yaml:3:1 this is not YAML" },
    { text: "name: a\nname: b\n", place: "c.campaign.yaml:2:1 this is not YAML: this key occurs twice" },
    { text: "name: !!js/function x\n", place: "c.campaign.yaml:1:7 this is not YAML: ! marks a YAML type" },
    {
      text: "subject: a: b: c\n",
      place: 'c.campaign.yaml:1:10 this is not YAML: put a text with ": " in it in quotes',
    },
    { text: "name: a\n- b\n", place: "c.campaign.yaml:2:1 this is not YAML: close each quote and bracket" },
    { text: "name: a\n\tb: 1\n", place: "c.campaign.yaml:2:1 this is not YAML: indent with spaces" },
    { text: "name: @a\n", place: "c.campaign.yaml:1:7 this is not YAML: a text cannot begin with this character" },
    { text: "", place: "c.campaign.yaml:1:1 write a campaign" },
    { text: "- 1\n", place: "c.campaign.yaml:1:1 write a campaign" },
  ])("reports the place of the mistake in a file that is no campaign: $place", async ({ text, place }) => {
    const { problems } = await check(text);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(place);
  });

  it("refuses a file whose aliases expand without limit", async () => {
    const bomb = [
      "a: &a [1]",
      ..."bcdefg".split("").map((name, k) => `${name}: &${name} [${Array(12).fill(`*${"abcdef"[k]}`)}]`),
    ];
    const { problems } = await check(bomb.join("\n"));
    expect(problems).toEqual(["c.campaign.yaml write repeated parts in full: there are too many aliases"]);
  });

  it("refuses names of prototype properties like any other unknown key", async () => {
    const { problems } = await check(`${GOOD}__proto__: { polluted: 1 }\nconstructor: 1\n`);
    expect(problems.map((line) => line.slice(0, 34))).toEqual([
      "c.campaign.yaml:6:1 __proto__: no ",
      "c.campaign.yaml:7:1 constructor: n",
    ]);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  it("throws if the file does not exist", async () => {
    await expect(checkCampaign("/nowhere/c.yaml")).rejects.toMatchObject({ code: "config/not-found" });
  });

  it("suggests a file of the same folder with a similar name", async () => {
    const folder = join(import.meta.dirname, "../fixtures/re-registration");
    const missing = checkCampaign(join(folder, "re-registraton.campaign.yaml"));
    await expect(missing).rejects.toThrow("there is no such file; did you mean re-registration.campaign.yaml?");
  });
});

describe("single values", () => {
  it.each([
    ["deadline: 2013-02-30T10:00", "deadline: there is no day 2013-02-30; write an instant"],
    ["deadline: 2013-02-30", "deadline: there is no day 2013-02-30; write an instant"],
    ["deadline: +72h", "deadline: write 72h, without the plus sign"],
    [
      "confirm: { event: came, since: 2013-13-01T10:00 }",
      "confirm.since: there is no day 2013-13-01; write an instant",
    ],
    ["deadline: 2013-08-15", "deadline: write the time too, such as 2013-08-15T18:00"],
    ["deadline: { colum: a }", "deadline.colum: no such key; did you mean column?"],
    ["deadline: { column: a, minus: 1 }", "deadline.minus: write a duration"],
    ["deadline: 5", "deadline: write an instant"],
    ["callBuffer: soon", "callBuffer: write a duration"],
    ["timezone: Mars/Olympus", "timezone: write an IANA time zone"],
    ["locale: fr_FR", "locale: write a language tag"],
    ["locale: french", "locale: write a language tag"],
    ["locale: xx", "locale: write a language tag"],
    ["subject: 5", "subject: write the subject in a few words"],
    ["rate: 200", "rate: write a rate such as 200/s"],
    ["firstWave: many", "firstWave: write a whole number"],
    ["windows: 8-20", "windows: write { sms: mon-fri 08:00-20:00"],
    ["windows: { sms: 8-20 }", "windows.sms: write hours such as mon-fri 08:00-20:00"],
    ["watch: { onLoss: cry }", "watch.onLoss: write warn, throttle, pause or reroute"],
    ["guarantee: exactly-once", "guarantee: write at-most-once or at-least-once"],
    ["audience: { country: XX }", "audience.country: write a country as two capital letters of ISO 3166, such as FR"],
    ["audience: { contacts: { sms: [a, b, c, d, e] } }", "audience.contacts.sms: name at most 3 columns"],
    ["audience: { expect: 5 }", "audience.expect: write how many recipients, such as 600000-700000"],
    ["audience: { expect: 5-3 }", "audience.expect: write how many recipients, such as 600000-700000"],
    ["confirm: { via: [sms] }", "confirm.via[0]: write a list of event, link and reply"],
    ["confirm: { buttons: { done: shut } }", "confirm.buttons.done: write close, next-contact"],
    ["confirm: { buttons: { a: snooze 3 } }", "confirm.buttons.a: write close, next-contact"],
    ["confirm: { deepLink: 'javascript:alert(1)' }", "confirm.deepLink: write an address"],
  ])("%s → %s", async (line, expected) => {
    const key = line.slice(0, line.indexOf(":"));
    const base = GOOD.split("\n").filter((other) => !other.startsWith(`${key}:`));
    const { problems } = await check([line, ...base].join("\n"));
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(/^c\.campaign\.yaml:1:\d+ /);
    expect(problems[0]).toContain(` ${expected}`);
  });
});

describe("the clock", () => {
  const text = `${HEAD}deadline: 2013-08-15T23:59\ncallBuffer: 12h\nsteps:
  - { channel: sms, route: [main], template: recall, wait: 48h }
  - { channel: sms, route: [second], template: recall, wait: 24h }\n`;

  it("reports nothing about time without the current time", async () => {
    expect((await check(text)).problems).toEqual([]);
  });

  it("refuses a deadline in the past", async () => {
    const { problems } = await check(text, { now: new Date("2013-08-16T00:00:00Z") });
    expect(problems).toEqual([
      "c.campaign.yaml:4:11 deadline: the time is in the past; write an instant in the future",
    ]);
  });

  it("refuses steps whose waits do not fit before the deadline", async () => {
    const { problems } = await check(text, { now: new Date("2013-08-13T00:00:00Z") });
    expect(problems).toEqual([expect.stringMatching(/:8:60 step 2, wait: only 10h are left|step 2, wait: only/)]);
    expect((await check(text, { now: new Date("2013-08-01T00:00:00Z") })).problems).toEqual([]);
  });

  it("only warns about them if the campaign sets `ifLate`", async () => {
    const late = text.replace("steps:", "ifLate: skip\nsteps:");
    const { problems, warnings } = await check(late, { now: new Date("2013-08-13T00:00:00Z") });
    expect(problems).toEqual([]);
    expect(warnings).toContainEqual(expect.stringContaining("step 2, wait: only"));
  });

  it("refuses a relative deadline that is shorter than the waits, without a clock", async () => {
    const { problems } = await check(text.replace("2013-08-15T23:59", "24h"));
    expect(problems).toEqual([expect.stringContaining("step 1, wait: only 12h remain before the steps end")]);
  });

  it("refuses a time that occurs twice, and a time that never occurs", async () => {
    for (const deadline of ["2026-10-25T02:30", "2026-03-29T02:30"]) {
      const { problems } = await check(text.replace("2013-08-15T23:59", deadline));
      expect(problems).toEqual([expect.stringContaining("deadline: clocks in Europe/Paris change that night")]);
    }
  });
});

describe("hints about a campaign", () => {
  const facts = { channel: "sms", receipts: true, replies: true } as const;
  const providers = { "sms.main": { ...facts, vendor: "a" }, "sms.second": { ...facts, vendor: "b" } };
  const rows = (count: number) =>
    ["id,mobile", ...Array.from({ length: count }, (_, n) => `p${n},+336399${String(n).padStart(5, "0")}`)].join("\n");

  async function hints(text: string, people: number, options: CheckCampaignOptions = { rows: true, providers }) {
    await using folder = await temporaryFolder({
      "c.campaign.yaml": `${text}audience: { file: people.csv, contacts: { sms: mobile } }\n`,
      "people.csv": rows(people),
      "recall.sms.liquid": "Please confirm: {{ ack.url }}",
    });
    const found = await checkCampaign(folder.path("c.campaign.yaml"), options);
    expect(found.problems).toEqual([]);
    return found.hints.map(({ path, advice }) => `${path}: ${advice}`);
  }

  it("suggest exploring a second vendor if enough recipients make the result meaningful", async () => {
    const route = "steps: [{ channel: sms, route: [main, second], template: recall }]\n";
    const text = `${HEAD}deadline: 84h\n${route}`;
    const said = ["watch: set explore: 2% to test a route's second vendor before the first one fails"];
    expect(await hints(text, 7_500)).toEqual(said);
    expect(await hints(text, 7_499)).toEqual([]);
    expect(await hints(`${text}watch: { explore: 2% }\n`, 7_500)).toEqual([]);
    expect(await hints(GOOD, 7_500)).toEqual([]);
    const one = { ...providers, "sms.second": { ...facts, vendor: "a" } };
    expect(await hints(text, 7_500, { rows: true, providers: one })).toEqual([]);
    expect(await hints(text, 7_500, { rows: true })).toEqual([]);
  });
});
