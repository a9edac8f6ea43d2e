import { describe, expect, it } from "vitest";
import { alertMail, alertPayload, alertStory } from "../src/alert-lines.ts";
import { incidentRow } from "./incident-row.ts";

const CAMPAIGN = { name: "hello", occurrence: "2013-08", tenant: "" };
const rerouted = incidentRow({
  did: ["rerouted"],
  action: "sms.main is paused; its waiting recipients use sms.second",
});

describe("the text of an alert", () => {
  it("contains the finding, the figures, the action, and commands to copy", () => {
    const { subject, text } = alertMail(alertStory("opened", rerouted, CAMPAIGN), []);
    expect(subject).toBe("[relance] loss: sms.main to +3363 · hello 2013-08");
    for (const destination of [
      "incident 1, since 2026-11-26T10:04:00.000Z",
      "sms.main to +3363 loses about 26 % of its messages",
      "-> sms.main is paused; its waiting recipients use sms.second",
      "accepted 310, likeliest 0.261",
      `  relance resume hello --occurrence 2013-08 --provider sms.main --override --as YOU --reason "…"`,
    ])
      expect(text).toContain(destination);
  });

  it("lists the other incidents of a group and counts them", () => {
    const story = alertStory("opened", rerouted, CAMPAIGN);
    const mail = alertMail(story, new Array(14).fill(story));
    expect(mail.subject).toMatch(/, and 14 more$/);
    expect(mail.text).toContain("And 14 more:\n  loss: sms.main to +3363");
    const { data } = JSON.parse(alertPayload("a", story, [story], 0).body);
    expect(data.more).toEqual([expect.objectContaining({ type: "incident.opened", incident: 1 })]);
  });

  it("contains only relance's own words: no reply of a recipient, and no line that ends with a name", () => {
    const byHand = incidentRow({ actor: "ada", fact: "Zoë Martin called", action: "paused for Zoë Martin" });
    const story = alertStory("opened", byHand, { ...CAMPAIGN, name: "a\r\nBcc: x@example.org" });
    const mail = alertMail(story, []);
    const all = [mail.subject, mail.text, alertPayload("a", story, [], 0).body];
    expect(all.filter((text) => /Zoë|Zoe|ada\b/.test(text))).toEqual([]);
    expect(mail.subject).not.toMatch(/[\r\n]/);
  });
});
