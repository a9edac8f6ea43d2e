import type { CampaignDefinition } from "@relance/spec";
import { describe, expect, it } from "vitest";
import { planCampaign } from "../src/index.ts";
import { simpleCampaign } from "./support/simple-campaign.ts";

/** A Thursday, ten in the morning in Paris. */
const START = new Date("2013-08-01T08:00:00Z");

const SOURCES = {
  "recall.sms.liquid": "{{ ack.url }}",
  "recall.email.liquid": "---\nsubject: Recall\n---\n{{ ack.url }}",
};

function plan(parts: Partial<CampaignDefinition>, { count = 3, perSecond = 0, startAt = START } = {}) {
  const campaign = simpleCampaign(
    {
      audience: { contacts: { sms: "mobile", email: "mail" } },
      timezone: "Europe/Paris",
      deadline: "2013-08-12T06:00Z",
      windows: { sms: "mon-fri 08:00-20:00", email: "mon-fri 09:00-17:00", holidays: ["FR"] },
      steps: [
        { channel: "sms", route: ["main"], template: "recall", wait: "48h" },
        { channel: "email", route: ["smtp"], template: "recall", wait: "24h" },
      ],
      ...parts,
    },
    SOURCES,
  );
  const recipients = Array.from({ length: count }, (_, k) => ({
    id: `p${k}`,
    mobile: `+3363998${String(k).padStart(4, "0")}`,
    mail: `p${k}@example.org`,
  }));
  const facts = { vendor: "a", receipts: true, lookup: false };
  const rate = perSecond === 0 ? {} : { perSecond };
  const providers = {
    "sms.main": { channel: "sms", ...facts, ...rate },
    "email.smtp": { channel: "email", ...facts },
  } as const;
  return planCampaign(campaign, { providers, startAt, rows: recipients });
}

describe("the forecast of a campaign with windows", () => {
  it("sends every step within its hours, and computes latest starts backward through them", async () => {
    const { steps, people } = await plan({});
    expect(people).toMatchObject({ inTime: 3, squeezed: 0 });
    expect(steps).toMatchObject([
      {
        hasWindow: true,
        leaves: { first: START, last: START },
        latest: { last: new Date("2013-08-07T14:59Z") },
      },
      {
        leaves: { first: new Date("2013-08-05T07:00Z") }, // the wait ends on Saturday
        latest: { last: new Date("2013-08-09T14:59Z") },
      },
    ]);
  });

  it("stops in the evening and continues in the morning, forward and backward", async () => {
    const startAt = new Date("2013-08-01T16:30:00Z"); // 90 minutes before the evening
    const { steps, lastMessageAt } = await plan({}, { count: 100, perSecond: 0.01, startAt });
    const [sms] = steps;
    expect(sms?.messages).toBe(100);
    expect(sms?.leaves).toEqual({ first: startAt, last: new Date("2013-08-02T07:15:00Z") }); // 54 messages, then 46
    expect(sms?.latest?.last).toEqual(new Date("2013-08-07T14:59:00Z"));
    expect(sms?.latest?.first).toEqual(new Date("2013-08-07T12:14:00Z"));
    expect(lastMessageAt).toEqual(new Date("2013-08-05T07:00:00Z"));
  });

  it("warns about a step that cannot finish in its window", async () => {
    const windows = { email: "mon-wed 09:00-17:00" };
    const { steps, people, warnings } = await plan({ deadline: "2013-08-04T20:00Z", windows });
    expect(steps[1]).toMatchObject({ messages: 0, tooLate: 3 });
    expect(people).toMatchObject({ squeezed: 3 });
    const said = warnings.find(({ code }) => code === "step-too-late");
    expect(said?.text).toBe("step 2 cannot finish in time within its window: 3 recipients would not receive it");
  });

  it("shortens a wait for the last hours of the next step, and reports this", async () => {
    const { steps, people } = await plan({ deadline: "2013-08-03T20:00Z" });
    expect(steps[1]).toMatchObject({ messages: 3, leaves: { first: new Date("2013-08-02T14:59Z") } });
    expect(people).toMatchObject({ inTime: 0, squeezed: 3 });
  });

  it("ignores the hours of a step with `ignoreWindows`", async () => {
    const { steps } = await plan({
      deadline: "2013-08-04T20:00Z",
      steps: [
        { channel: "sms", route: ["main"], template: "recall", wait: "48h" },
        { channel: "email", route: ["smtp"], template: "recall", ignoreWindows: true },
      ],
    });
    expect(steps[1]).toMatchObject({ hasWindow: false, leaves: { first: new Date("2013-08-03T08:00Z") } });
  });

  it("handles the night of a clock change", async () => {
    const { steps } = await plan(
      { deadline: "2013-10-31T12:00Z", windows: { sms: "08:00-20:00", email: "08:00-20:00" } },
      { startAt: new Date("2013-10-26T18:00:00Z") },
    );
    expect(steps).toMatchObject([
      { leaves: { first: new Date("2013-10-27T07:00Z") } }, // 08:00, an hour later than the day before
      { leaves: { first: new Date("2013-10-29T07:00Z") } },
    ]);
  });
});
