import type { CampaignHandle } from "relance";
import { describe, expect, it } from "vitest";
import { openStack, type Stack } from "./support/stack.ts";
import { waitFor } from "./support/wait-for.ts";

const ANNA = { id: "anna", mobile: "+33639980001" };
const CORRECTED = { ...ANNA, mobile: "+33639980002" };
const BY = { actor: "desk", reason: "a typo in her number" };
const STEPS = [{ channel: "sms", route: ["main"], template: "please@1" }] as const;
const AUDIENCE = { contacts: { sms: "mobile" }, mode: "open" } as const;

async function unreachable(stack: Stack) {
  stack.outside.twilio.refuse(ANNA.mobile, 21211);
  const campaign = await stack.start([ANNA], { audience: AUDIENCE, steps: STEPS });
  await stack.happened("enrollment.exhausted", "anna");
  return campaign;
}

async function isWrittenTo(stack: Stack): Promise<void> {
  await waitFor("a message to the corrected number", () => [...stack.outside.twilio.messages()].length > 0);
  expect([...stack.outside.twilio.messages()].map(({ to }) => to)).toEqual([CORRECTED.mobile]);
}

describe("a recipient whose only number did not exist", () => {
  it("gets messages at the corrected number once the row is rescheduled", async () => {
    await using stack = await openStack();
    const campaign = await unreachable(stack);
    expect(await campaign.reschedule([CORRECTED], BY)).toEqual({ rescheduled: 1, refusals: [], dropped: [] });
    await isWrittenTo(stack);
    expect(await campaign.ledger()).toMatchObject({ holds: true, states: { active: 1, exhausted: 0 } });
  });

  it("gets messages at the corrected number once the row is enrolled again", async () => {
    await using stack = await openStack();
    const campaign = await unreachable(stack);
    expect((await campaign.enroll([CORRECTED])).refusals).toEqual([]);
    await isWrittenTo(stack);
  });

  it.each(["rescheduled", "enrolled again"])(
    "gets a message at the corrected number after a mail, which is not repeated, once the row is %s",
    async (how) => {
      await using stack = await openStack();
      stack.outside.twilio.refuse(ANNA.mobile, 21211);
      const steps = [
        { ...STEPS[0], wait: "2h" },
        { channel: "email", route: ["smtp"], template: "please@1" },
      ] as const;
      const audience = { contacts: { sms: "mobile", email: "mail" }, mode: "open" } as const;
      const mail = "anna@example.org";
      const campaign = await stack.start([{ ...ANNA, mail }], { audience, steps });
      await waitFor("the mail", () => stack.outside.smtp.mails().length > 0);
      if (how === "rescheduled") await campaign.reschedule([{ ...CORRECTED, mail }], BY);
      else await campaign.enroll([{ ...CORRECTED, mail }]);
      await isWrittenTo(stack);
      await campaign.escalate([ANNA.id], BY);
      await stack.happened("enrollment.exhausted", "anna");
      expect(stack.outside.smtp.mails()).toHaveLength(1);
    },
  );
});

it("reports a malformed number of a corrected row, as enroll does", async () => {
  await using stack = await openStack({ receipts: 0 });
  const audience = { contacts: { sms: "mobile", email: "mail" }, mode: "open" } as const;
  const campaign = await stack.start([{ ...ANNA, mail: "anna@example.org" }], { audience, steps: STEPS });
  const malformed = { id: "anna", mobile: "0639x", mail: "anna@example.org" };
  const left = [{ line: 1, key: "anna", channel: "sms", column: "mobile", reason: "message/bad-phone" }];
  expect((await campaign.reschedule([malformed], BY)).dropped).toMatchObject(left);
  expect((await campaign.enroll([malformed])).dropped).toMatchObject(left);
});

describe("a recipient whose number is reported dead after the steps moved on", () => {
  const steps = [
    { ...STEPS[0], wait: "1h" },
    { channel: "email", route: ["smtp"], template: "please@1", wait: "1h" },
  ] as const;
  const audience = { contacts: { sms: "mobile", email: "mail" }, mode: "open" } as const;
  const mail = "anna@example.org";
  const changed = async (how: string, campaign: CampaignHandle, row: Record<string, string>) => {
    if (how === "rescheduled") return (await campaign.reschedule([row], BY)).refusals;
    return (await campaign.enroll([row])).refusals;
  };
  const endWait = async (stack: Stack) => {
    await stack.happened("attempt.accepted", "anna");
    await stack.pass(65 * 60_000);
  };
  const reportDead = async (stack: Stack) => {
    const [sent] = stack.outside.twilio.messages();
    await stack.outside.twilio.report(sent?.sid ?? "", "undelivered", 30005);
    await stack.happened("attempt.undelivered", "anna");
  };
  const numbers = (stack: Stack) => [...stack.outside.twilio.messages()].map(({ to }) => to);
  const isWrittenToBoth = (stack: Stack) =>
    waitFor("a message to the corrected number", () => numbers(stack).join() === `${ANNA.mobile},${CORRECTED.mobile}`);

  it.each(["rescheduled", "enrolled again"])("gets the only step at the corrected number once %s", async (how) => {
    await using stack = await openStack({ receipts: 0 });
    const campaign = await stack.start([ANNA], { audience: AUDIENCE, steps: [steps[0]] });
    await endWait(stack);
    await stack.happened("enrollment.exhausted", "anna");
    await reportDead(stack);
    expect(await changed(how, campaign, CORRECTED)).toEqual([]);
    await isWrittenToBoth(stack);
    expect(await campaign.ledger()).toMatchObject({ holds: true, states: { active: 1, exhausted: 0 } });
  });

  it.each(["rescheduled", "enrolled again"])(
    "gets the SMS, but no second mail, once %s during the mail step",
    async (how) => {
      await using stack = await openStack({ receipts: 0 });
      const campaign = await stack.start([{ ...ANNA, mail }], { audience, steps });
      await endWait(stack);
      await waitFor("the mail", () => stack.outside.smtp.mails().length > 0);
      await reportDead(stack);
      expect(await changed(how, campaign, { ...CORRECTED, mail })).toEqual([]);
      await isWrittenToBoth(stack);
      await campaign.escalate([ANNA.id], BY);
      await stack.happened("enrollment.exhausted", "anna");
      expect(stack.outside.smtp.mails()).toHaveLength(1);
    },
  );

  it("gets the only step at the corrected number if the report follows the row", async () => {
    await using stack = await openStack({ receipts: 0 });
    const campaign = await stack.start([ANNA], { audience: AUDIENCE, steps: [steps[0]] });
    await endWait(stack);
    await stack.happened("enrollment.exhausted", "anna");
    expect((await campaign.enroll([CORRECTED])).refusals).toEqual([]);
    await reportDead(stack);
    await isWrittenToBoth(stack);
  });

  it.each(["rescheduled", "enrolled again"])(
    "gets the SMS, but no second mail, if the report follows the row %s and a mail",
    async (how) => {
      await using stack = await openStack({ receipts: 0 });
      const campaign = await stack.start([{ ...ANNA, mail }], { audience, steps });
      await endWait(stack);
      await waitFor("the mail", () => stack.outside.smtp.mails().length > 0);
      expect(await changed(how, campaign, { ...CORRECTED, mail })).toEqual([]);
      expect(numbers(stack)).toEqual([ANNA.mobile]);
      await reportDead(stack);
      await isWrittenToBoth(stack);
      expect((await campaign.recipient("anna"))?.contacts[0]?.barred).toBeUndefined();
      await campaign.escalate([ANNA.id], BY);
      await stack.happened("enrollment.exhausted", "anna");
      expect(stack.outside.smtp.mails()).toHaveLength(1);
    },
  );
});

it.each(["rescheduled", "enrolled again"])(
  "a recipient gets messages at the corrected number after the wrong number's owner replied STOP, once the row is %s",
  async (how) => {
    await using stack = await openStack();
    stack.outside.twilio.receiveAt(`${stack.settings.publicUrl}/inbound/sms.main`);
    const campaign = await stack.start([ANNA], { audience: AUDIENCE, steps: STEPS });
    await stack.happened("attempt.delivered", "anna");
    await stack.outside.twilio.inbound(ANNA.mobile, "+33639989999", "wrong number");
    await stack.happened("enrollment.suppressed", "anna");
    if (how === "rescheduled") expect(await campaign.reschedule([CORRECTED], BY)).toMatchObject({ rescheduled: 1 });
    else expect((await campaign.enroll([CORRECTED])).refusals).toEqual([]);
    await waitFor("a message to the corrected number", () =>
      [...stack.outside.twilio.messages()].some(({ to }) => to === CORRECTED.mobile),
    );
    expect((await campaign.recipient("anna"))?.state).toBe("active");
  },
);
