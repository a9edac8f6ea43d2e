import { defineCampaign } from "@relance/campaign";
import type { CampaignDefinition } from "@relance/spec";
import { describe, expect, it } from "vitest";
import { type PlanCampaignOptions, type PlannedProvider, planCampaign } from "../src/index.ts";
import { simpleCampaign } from "./support/simple-campaign.ts";

const HOUR = 3_600_000;
const START = new Date("2013-08-01T08:00:00Z");

const SOURCES = {
  "recall.sms.liquid": "{{ name }}: {{ ack.url }}",
  "recall.email.liquid": "---\nsubject: Recall\n---\n{{ ack.url }}",
};
const STEPS: CampaignDefinition["steps"] = [
  { channel: "sms", route: ["main"], template: "recall", wait: "48h" },
  { channel: "email", route: ["smtp"], template: "recall", wait: "24h" },
];

function provider(channel: "sms" | "email", perSecond?: number): PlannedProvider {
  return { channel, vendor: channel, receipts: true, lookup: false, perSecond };
}

function plan(
  parts: Partial<CampaignDefinition>,
  recipients: readonly object[],
  options: Partial<PlanCampaignOptions> = {},
) {
  const campaign = simpleCampaign(
    {
      audience: { contacts: { sms: "mobile", email: "mail" } },
      deadline: "2013-08-10T08:00Z",
      steps: STEPS,
      ...parts,
    },
    SOURCES,
  );
  const providers = { "sms.main": provider("sms"), "email.smtp": provider("email") };
  return planCampaign(campaign, { providers, startAt: START, rows: recipients, ...options });
}

function people(count: number, more: object = {}): object[] {
  return Array.from({ length: count }, (_, k) => ({
    id: `p${k}`,
    name: "Ana",
    mobile: `+3363998${String(k).padStart(4, "0")}`,
    mail: `p${k}@example.org`,
    ...more,
  }));
}

describe("the forecast of a campaign", () => {
  it("states when each step is sent and, backward from the deadline, when it must be", async () => {
    const { steps, people: sums, startBy, lastMessageAt } = await plan({ callBuffer: "12h" }, people(3));
    expect(sums).toEqual({ enrolled: 3, inTime: 3, squeezed: 0, unreachable: 0, suppressed: 0, tooLate: 0 });
    expect(steps).toMatchObject([
      {
        provider: "sms.main",
        messages: 3,
        leaves: { first: START, last: START },
        latest: { last: new Date("2013-08-06T20:00:00Z") },
      },
      {
        provider: "email.smtp",
        messages: 3,
        leaves: { first: new Date("2013-08-03T08:00:00Z") },
        latest: { last: new Date("2013-08-08T20:00:00Z") },
      },
    ]);
    expect(startBy).toEqual(new Date("2013-08-06T20:00:00Z"));
    expect(lastMessageAt).toEqual(new Date("2013-08-03T08:00:00Z"));
  });

  it("warns about texts in code without a link, if nothing else confirms", async () => {
    const templates = {
      "bare@1": { sms: () => ({ text: "Please confirm" }) },
      "linked@1": { sms: ({ ack }: { ack: { url: string } }) => ({ text: `Please confirm: ${ack.url}` }) },
    };
    const warned = async (confirm: CampaignDefinition["confirm"]) => {
      const steps = ["linked@1", "bare@1"].map(
        (template) => ({ channel: "sms", route: ["main"], template, wait: "24h" }) as const,
      );
      const definition: CampaignDefinition = { version: 1, name: "recall", deadline: "72h", steps, confirm };
      const campaign = defineCampaign({ ...definition, audience: { contacts: { sms: "mobile" } } }, { templates });
      const providers = { "sms.main": provider("sms") };
      const { warnings } = await planCampaign(campaign, { providers, startAt: START, rows: people(2) });
      return warnings.filter(({ code }) => code === "no-link");
    };
    const text = "SMS of step 2 cannot be confirmed: add ack.url to the text, because only a link confirms";
    expect(await warned(undefined)).toEqual([{ code: "no-link", step: 2, text }]);
    expect(await warned({ via: ["link", "event"] })).toEqual([]);
  });

  it("computes both ends with the rates of providers", async () => {
    const providers = { "sms.main": provider("sms", 1), "email.smtp": provider("email", 0.1) };
    const { steps } = await plan({}, people(100), { providers });
    const [sms, email] = steps;
    expect(sms?.leaves).toEqual({ first: START, last: new Date(START.getTime() + 99_000) });
    expect(email?.leaves?.last).toEqual(new Date(START.getTime() + 48 * HOUR + 990_000));
    const end = Date.UTC(2013, 7, 10, 8);
    expect(email?.latest).toEqual({
      first: new Date(end - 24 * HOUR - 990_000),
      last: new Date(end - 24 * HOUR),
    });
    expect(sms?.latest?.last).toEqual(new Date(end - 72 * HOUR));
    expect(sms?.latest?.first).toEqual(new Date(end - 72 * HOUR - 990_000));
  });

  it("lets steps through one provider share the campaign's rate", async () => {
    const providers = { "sms.main": provider("sms"), "sms.second": { ...provider("sms"), vendor: "other" } };
    const both: CampaignDefinition["steps"] = [
      { channel: "sms", route: ["main"], template: "recall", wait: "50s" },
      { channel: "sms", route: ["main", "second"], template: "recall", wait: "24h" },
    ];
    const { steps } = await plan({ rate: "1/s", steps: both }, people(100), { providers });
    // messages of the second step wait from 50 s on: 200 messages are sent in 200 s
    expect(steps[1]?.leaves?.last).toEqual(new Date(START.getTime() + 199_000));
    const end = Date.UTC(2013, 7, 10, 8);
    const [first, second] = steps.map(({ latest }) => latest);
    expect(second?.last).toEqual(new Date(end - 24 * HOUR));
    expect(first?.first).toEqual(new Date(end - 24 * HOUR - 199_000));
  });

  it("lists recipients without a contact, suppressed ones, and shared addresses", async () => {
    const rows = [
      { id: "a", name: "Ana", mobile: "+33639980001", mail: "a@example.org" },
      { id: "b", name: "Ben", mobile: "+33639980001" },
      { id: "c", name: "Cem", mail: "C@example.org" },
      { id: "d", name: "Dea" },
      { id: "e", name: "Eli", mobile: "+33639980005" },
      { id: "a", name: "Ana again", mobile: "+33639980001" },
      { id: "f", name: "Fay", mobile: "12" },
    ];
    const found = await plan({}, rows, { isSuppressed: (_, address) => address.endsWith("05") });
    expect(found.audience).toEqual({
      rows: 7,
      refused: 1,
      reasons: { "message/bad-phone": 1 },
      repeated: 1,
      dropped: {},
    });
    expect(found.people).toEqual({
      enrolled: 5,
      inTime: 3,
      squeezed: 0,
      unreachable: 1,
      suppressed: 1,
      tooLate: 0,
    });
    expect(found.steps).toMatchObject([
      { meant: 5, lacksContact: 2, suppressed: 1, messages: 2 },
      { meant: 5, lacksContact: 3, suppressed: 0, messages: 2 },
    ]);
    expect(found.duplicates).toEqual([
      { channel: "sms", addresses: 1, people: 2, examples: [{ line: 2, firstLine: 1 }] },
    ]);
    expect(JSON.stringify(found)).not.toMatch(/3363998|@example/);
  });

  it("states which recipients lack time and which step cannot finish, and how much earlier a start must be", async () => {
    const providers = { "sms.main": provider("sms", 100), "email.smtp": provider("email", 0.001) };
    const { people: sums, steps, warnings } = await plan({}, people(700), { providers });
    const [sms, email] = steps;
    expect(sms).toMatchObject({ messages: 700, squeezed: 0, tooLate: 0 });
    expect(email?.messages).toBe(605); // one message each 1,000 s from 3 to 10 August
    expect(email?.tooLate).toBe(95);
    expect(sums).toMatchObject({ enrolled: 700, tooLate: 0 });
    expect(sums.inTime + sums.squeezed).toBe(700);
    expect(sums.inTime).toBe(519); // the last day of the week is the step's own wait
    expect(warnings.map(({ code, step }) => [code, step])).toEqual([
      ["squeezed", undefined],
      ["step-too-late", 2],
      ["step-squeezed", 2],
    ]);
    expect(warnings[0]?.text).toMatch(/181 recipients .* starting about 51h earlier/);
  });

  it("states the latest start to the second: no wait is shortened then, and some are a minute later", async () => {
    const providers = { "sms.main": provider("sms", 2), "email.smtp": provider("email", 0.5) };
    const rows = [...people(300), { id: "e", name: "Eve", mail: "eve@example.org" }];
    const facts = { callBuffer: "6h", firstWave: 50, rate: "4/s" };
    const { startBy = START } = await plan(facts, rows, { providers });
    const squeezed = async (laterMs: number) =>
      (await plan(facts, rows, { providers, startAt: new Date(startBy.getTime() + laterMs) })).people.squeezed;
    expect(startBy.getTime()).toBeGreaterThan(START.getTime());
    expect(await squeezed(0)).toBe(0);
    expect(await squeezed(60_000)).toBeGreaterThan(0);
  });

  it("states no latest start if the deadline moves with the start", async () => {
    const providers = { "sms.main": provider("sms", 0.001), "email.smtp": provider("email") };
    const { startBy, people: sums } = await plan({ deadline: "73h" }, people(6), { providers });
    expect([startBy, sums.squeezed]).toEqual([undefined, 2]); // one message each 1,000 s, with an hour to spare
  });

  it("opens the waves one after the other, and assumes the longest first wave", async () => {
    const paced = { firstWave: 100, rate: "50/s" };
    const { waves, steps } = await plan(paced, people(1_000));
    const minutes = waves.map(({ at, people: count }) => [(at.getTime() - START.getTime()) / 60_000, count]);
    expect(minutes.map(([, count]) => count)).toEqual([100, 400, 1_000]);
    const [pilot, second, third] = minutes.map(([at = 0]) => at);
    expect(pilot).toBe(0);
    expect(second).toBeGreaterThan(10);
    expect(second).toBeLessThan(10.2);
    expect(third).toBeCloseTo((second ?? 0) + 0.5, 5);
    const { first, last } = steps[0]?.leaves ?? {};
    expect(first).toEqual(START);
    expect((last?.getTime() ?? 0) - (START.getTime() + (third ?? 0) * 60_000)).toBeGreaterThan(10_000);
  });

  it("counts and prices segments, and names the characters that make a text expensive", async () => {
    const rows = [
      ...people(3),
      { id: "l", name: "Łukasz", mobile: "+33639989001" },
      { id: "x", name: "X".repeat(160 - 62 + 1), mobile: "+33639989002" },
    ];
    const prices = { currency: "EUR", perMessage: { "sms.main": 0.05, "email.smtp": 0.001 } };
    const { providers, cost } = await plan({}, rows, { prices });
    expect(providers).toEqual([
      { provider: "sms.main", perSecond: undefined, messages: 5, segments: 6, amount: 0.3 },
      { provider: "email.smtp", perSecond: undefined, messages: 3, segments: 0, amount: 0.003 },
    ]);
    expect(cost).toEqual({ currency: "EUR", total: 0.303 });
  });

  it("uses a deadline that an operator has moved", async () => {
    const extendedTo = new Date("2013-08-06T08:00Z");
    const found = await plan({ deadline: "2013-08-01T08:00:05Z" }, people(2), { extendedTo });
    expect(found).toMatchObject({ people: { inTime: 2 }, deadlines: { first: extendedTo }, extendedTo });
  });

  it("refuses a start that is not an instant", async () => {
    await expect(plan({}, people(1), { startAt: new Date("soon") })).rejects.toMatchObject({
      code: "config/invalid",
    });
  });

  it("names a price without a provider", async () => {
    const prices = { currency: "EUR", perMessage: { "sms.mian": 0.05 } };
    await expect(plan({}, people(1), { prices })).rejects.toMatchObject({
      code: "config/provider-unknown",
      message: expect.stringContaining("no provider is called sms.mian, which has a price; did you mean sms.main?"),
    });
  });

  it("sends nothing to recipients without remaining time", async () => {
    const found = await plan({ deadline: "2013-08-01T08:00:05Z" }, people(2));
    expect(found.people).toMatchObject({ enrolled: 2, inTime: 0, squeezed: 0, tooLate: 2 });
    expect(found.lastMessageAt).toBeUndefined();
    expect(found.warnings.slice(0, 3)).toMatchObject([
      { code: "too-late" },
      { code: "step-too-late", step: 1 },
      { code: "step-too-late", step: 2 },
    ]);
  });
});

describe("the forecast for late recipients", () => {
  const hours = (left: number) => new Date(START.getTime() + left * HOUR).toISOString();
  const facts = { deadline: { column: "until" } } as const;
  /** The SMS needs 48 hours and the mail 24 hours: the rows have time for both in full, both, one step, and no step. */
  const rows = [80, 60, 30, 10].flatMap((left, k) => [
    {
      id: `a${k}`,
      name: "Ana",
      mobile: `+336399800${10 + k}`,
      mail: `a${k}@example.org`,
      until: hours(left),
    },
    { id: `b${k}`, name: "Ben", mail: `b${k}@example.org`, until: hours(left) },
  ]);

  it("shortens their waits by default", async () => {
    const { people: sums, late, ifLate } = await plan(facts, rows);
    expect(ifLate).toBe("compress");
    expect(sums).toMatchObject({ enrolled: 8, inTime: 4, squeezed: 4 });
    expect(late).toEqual({ compressed: 4, skipped: 0, skippedSteps: 0, refused: 0 });
  });

  it("skips the steps that do not fit", async () => {
    const { people: sums, late, steps, warnings } = await plan({ ...facts, ifLate: "skip" }, rows);
    expect(sums).toMatchObject({ enrolled: 8, inTime: 4, squeezed: 4 });
    expect(late).toEqual({ compressed: 2, skipped: 3, skippedSteps: 3, refused: 0 }); // ten hours are less than a day
    expect(steps).toMatchObject([
      { messages: 1, tooLate: 3 },
      { messages: 8, squeezed: 2 },
    ]);
    expect(warnings[0]).toMatchObject({ code: "squeezed", text: expect.stringContaining("miss a step") });
  });

  it("gives the same result for one recipient as for many", async () => {
    const { warnings } = await plan({ deadline: "2013-07-01T00:00Z" }, people(1));
    expect(warnings[0]).toEqual({ code: "too-late", text: "no message can be sent in time to 1 recipient" });
  });

  it("counts refused recipients, and forecasts the others", async () => {
    const { people: sums, late, audience, steps, warnings } = await plan({ ...facts, ifLate: "refuse" }, rows);
    expect(sums).toMatchObject({ enrolled: 4, inTime: 4, squeezed: 0 });
    expect(late).toEqual({ compressed: 0, skipped: 0, skippedSteps: 0, refused: 4 });
    expect(audience).toMatchObject({ rows: 8, refused: 4, reasons: { "too-late": 4 } });
    expect(steps).toMatchObject([{ meant: 4, messages: 1 }, { messages: 4 }]);
    expect(warnings).toContainEqual({
      code: "refused-late",
      text: "4 recipients would be refused: their steps do not fit before the deadline",
    });
  });

  it("distinguishes a recipient whose first step is too late from a recipient in time", async () => {
    const row = { id: "a", name: "Ana", mobile: "+33639980001", mail: "a@example.org" };
    const parts = { deadline: "2013-08-04T20:00Z", windows: { sms: "mon 09:00-10:00" } };
    const { people: sums, late } = await plan(parts, [row]); // the campaign starts on a Thursday and ends before Monday
    expect(sums).toMatchObject({ inTime: 0, squeezed: 1 });
    expect(late).toMatchObject({ compressed: 0, skipped: 1, skippedSteps: 1 });
  });
});
