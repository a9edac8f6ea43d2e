import { compilePlan, defineCampaign } from "@relance/campaign";
import { planCampaign } from "@relance/forecast";
import { expect, it } from "vitest";
import { definition, isAllowed, PEOPLE, recipients, START } from "./french-year.ts";
import { enrollable, liveThrough } from "./live-through.ts";

const templates = {
  "year@1": { sms: () => ({ text: "first" }), email: () => ({ subject: "A year", text: "first" }) },
  "year@2": { sms: () => ({ text: "second" }), email: () => ({ subject: "A year", text: "second" }) },
};
const facts = { receipts: false, lookup: false };
const providers = {
  "sms.main": { channel: "sms", vendor: "telco", ...facts },
  "email.smtp": { channel: "email", vendor: "own", ...facts },
} as const;

it("respects the windows for a year, over both clock changes, and the forecast", async () => {
  const campaign = defineCampaign(definition, { templates });
  const planned = await planCampaign(campaign, { providers, rows: recipients, startAt: new Date(START) });
  const plan = compilePlan(definition, [], (provider) => providers[provider as keyof typeof providers]);
  const rows = recipients.map((raw, k) => {
    const { row, refused } = campaign.admit(raw, k + 1);
    if (row === undefined) throw new Error(refused.advice);
    return enrollable(row);
  });
  const { body, hash } = campaign;
  const input = {
    tenant: "",
    name: "a-year",
    occurrence: "1",
    hash,
    body,
    plan,
    audience: "closed",
  } as const;
  const left = (await liveThrough(input, rows, START)).map(({ row, at }) => ({
    ...row,
    at,
    person: Number(row.key),
  }));

  expect(left.filter(({ step, channel, person, at }) => step < 4 && !isAllowed(channel, person, at))).toEqual([]);
  expect(left.filter(({ deadline, at }) => at >= deadline)).toEqual([]);

  expect(planned.people).toMatchObject({ enrolled: PEOPLE, tooLate: 0, unreachable: 0 });
  expect(new Set(left.map(({ person }) => person)).size).toBe(PEOPLE);
  const counts = planned.steps.map(({ step }) => left.filter((one) => one.step === step).length);
  expect(counts).toEqual(planned.steps.map(({ messages }) => messages));

  // checks that the test covers days around both clock changes, every recipient, and messages without a window
  const days = new Set(left.map(({ at }) => new Date(at).toISOString().slice(0, 10)));
  for (const day of ["2026-10-24", "2026-10-26", "2027-03-27", "2027-03-30"]) expect(days).toContain(day);
  expect(counts[0]).toBe(PEOPLE);
  expect(left.some(({ step, person, at }) => step === 4 && !isAllowed("email", person, at))).toBe(true);
});
