import { describe, expect, it } from "vitest";
import { openStack, type Stack } from "./support/stack.ts";
import { waitFor } from "./support/wait-for.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const ANNA = { id: "anna", mobile: "+33639980001", mail: "anna@example.org" };
const BOB = { id: "bob", mobile: "+33639980002", mail: "bob@example.org" };

async function triesOf(stack: Stack, key: string): Promise<string[]> {
  const events = (await stack.events()).filter((event) => event.key === key);
  return events.flatMap(({ type, provider }) => (type === "attempt.submitted" ? [provider ?? ""] : []));
}

describe("fail-over", () => {
  it.each([
    { mode: "unauthorized", why: "an account that is refused" },
    { mode: "throttle", why: "too many requests" },
    { mode: "drop", why: "a connection that ends before the request is read" },
  ] as const)("sends no recipient a second message because of $why", async ({ mode }) => {
    await using stack = await openStack();
    stack.outside.twilio.mode(mode);
    await stack.start([ANNA]);
    await waitFor("a first try", () => stack.outside.twilio.requests() > 0);
    await waitFor(
      "its outcome",
      async () =>
        (await stack.gateway.campaigns.ledgers())[0]?.attempts.every(({ state }) => state !== "submitting") ?? false,
    );
    stack.outside.twilio.mode("accept");
    const taken = () => [...stack.outside.twilio.messages()].length + [...stack.outside.gateway.messages()].length;
    for (let leap = 0; leap < 12 && taken() === 0; leap++) await stack.pass(2 * MINUTE);
    await waitFor("her message", () => taken() > 0);
    await stack.pass(HOUR);
    expect(taken()).toBe(1);
    expect((await stack.gateway.campaigns.ledgers())[0]).toMatchObject({ holds: true, states: { active: 1 } });
  });

  it("continues through the other carrier immediately if the first refuses, and excludes no number", async () => {
    await using stack = await openStack();
    stack.outside.twilio.refuse(ANNA.mobile, 21612);
    await stack.start([ANNA, BOB]);
    await stack.happened("attempt.delivered", "anna");
    await stack.happened("attempt.delivered", "bob");
    expect(await triesOf(stack, "anna")).toEqual(["sms.main", "sms.second"]);
    expect(await triesOf(stack, "bob")).toEqual(["sms.main"]);
    expect([...stack.outside.gateway.messages()].map(({ to }) => to)).toEqual([ANNA.mobile]);
  });

  it("does not try an unknown number through another carrier, but tries the mailbox", async () => {
    await using stack = await openStack();
    stack.outside.twilio.refuse(ANNA.mobile, 21211);
    await stack.start([ANNA]);
    await stack.happened("attempt.accepted", "anna");
    expect(await triesOf(stack, "anna")).toEqual(["sms.main", "email.smtp"]);
    expect(stack.outside.gateway.requests()).toBe(0);
  });

  it.each(["reset", "reset-mid-answer", "garbage"] as const)(
    "never repeats a message whose answer was lost (%s), and a receipt that names it resolves it",
    async (mode) => {
      await using stack = await openStack();
      stack.outside.twilio.mode(mode);
      const campaign = await stack.start([ANNA]);
      await stack.happened("attempt.accepted", "anna");
      await stack.happened("attempt.delivered", "anna");
      await stack.pass(HOUR);
      expect(await triesOf(stack, "anna")).toEqual(["sms.main"]);
      expect(stack.outside.twilio.requests()).toBe(1);
      expect((await campaign.ledger()).attempts).toMatchObject([
        { state: "accepted", evidence: "delivered", count: 1 },
      ]);
    },
  );

  it("finds a message whose answer and receipts were both lost by asking the carrier", async () => {
    await using stack = await openStack({ receipts: 0 });
    stack.outside.twilio.mode("reset");
    const campaign = await stack.start([ANNA]);
    await stack.happened("attempt.uncertain", "anna");
    const attempt = stack.outside.twilio.lastAttemptId() ?? "";
    await stack.happened("attempt.accepted", "anna");
    expect(stack.outside.twilio.requestsOf(attempt)).toBe(1);
    expect(stack.outside.gateway.requests()).toBe(0);
    expect(await campaign.ledger()).toMatchObject({ holds: true, states: { active: 1 } });
  });

  it("uses the other carrier once if the fate of a message stays unknown", async () => {
    await using stack = await openStack({ secondReceipts: 0 });
    const [sms, email] = [
      { channel: "sms", route: ["second", "main"], template: "please@1", wait: "24h" },
      { channel: "email", route: ["smtp"], template: "please@1" },
    ] as const;
    stack.outside.gateway.mode("reset");
    await stack.start([ANNA], { steps: [sms, email] });
    await stack.happened("attempt.uncertain", "anna");
    await stack.pass(9 * MINUTE);
    expect(await triesOf(stack, "anna")).toEqual(["sms.second"]);
    await stack.pass(2 * MINUTE);
    await stack.happened("attempt.delivered", "anna");
    expect(await triesOf(stack, "anna")).toEqual(["sms.second", "sms.main"]);
    expect(stack.outside.gateway.requests()).toBe(1);
  });
});

describe("email and push", () => {
  const mailFirst = { steps: [{ channel: "email", route: ["smtp"], template: "please@1" }] } as const;

  it.each([
    { code: 550, text: "5.1.1 no such mailbox", state: "exhausted", requests: 0 },
    { code: 552, text: "5.2.2 mailbox full", state: "exhausted", requests: 0 },
    { code: 450, text: "4.2.2 mailbox full", state: "active", requests: 1 },
    { code: 451, text: "4.3.0 try again later", state: "active", requests: 1 },
  ])("interprets $code $text by its meaning", async ({ code, text, state, requests }) => {
    await using stack = await openStack();
    stack.outside.smtp.refuse(ANNA.mail, { code, text });
    const campaign = await stack.start([ANNA, BOB], mailFirst);
    await stack.happened("attempt.accepted", "bob");
    await stack.happened("attempt.rejected", "anna");
    stack.outside.smtp.refuse(ANNA.mail, undefined);
    await stack.pass(10 * MINUTE);
    const toAnna = () => stack.outside.smtp.mails().filter(({ to }) => to.includes(ANNA.mail)).length;
    await waitFor("another try, or none", () => toAnna() === requests);
    expect((await campaign.recipient("anna"))?.state).toBe(state);
    expect(await campaign.ledger()).toMatchObject({ holds: true });
  });

  it("attributes an SMTP greeting with 554 to the server, not to the recipients", async () => {
    await using stack = await openStack();
    stack.outside.smtp.mode({ at: "greeting", code: 554, text: "5.3.2 no service here" });
    const campaign = await stack.start([ANNA, BOB], mailFirst);
    await waitFor("both to be tried", async () => {
      const { attempts } = await campaign.ledger();
      return attempts.length > 0 && attempts.every(({ state }) => state !== "submitting");
    });
    expect((await campaign.ledger()).states).toMatchObject({ exhausted: 0 });
    stack.outside.smtp.mode("accept");
    await stack.pass(10 * MINUTE);
    await waitFor("both mails", () => stack.outside.smtp.mails().length === 2);
  });

  it("a subscription that answers 410 is dead: the next step follows, and the device is never tried again", async () => {
    await using stack = await openStack();
    const subscription = stack.outside.push.subscribe("anna");
    stack.outside.push.expire(subscription.endpoint);
    const campaign = await stack.start([{ ...ANNA, subscription: JSON.stringify(subscription) }], {
      steps: [
        { channel: "push", route: ["web"], template: "please@1", wait: "24h" },
        { channel: "sms", route: ["main"], template: "please@1" },
      ],
    });
    await stack.happened("attempt.delivered", "anna");
    expect(await triesOf(stack, "anna")).toEqual(["push.web", "sms.main"]);
    expect(stack.outside.push.requests()).toBe(1);
    expect(await campaign.recipient("anna")).toMatchObject({ state: "active", step: 2 });
  });

  it("a working subscription is proved by the device itself", async () => {
    await using stack = await openStack();
    const subscription = stack.outside.push.subscribe("anna");
    await stack.start([{ ...ANNA, subscription: JSON.stringify(subscription) }], {
      steps: [{ channel: "push", route: ["web"], template: "please@1" }],
    });
    expect(await stack.happened("attempt.delivered", "anna")).toMatchObject({ provider: "push.web" });
    expect(stack.outside.push.undecryptable()).toBe(0);
  });
});
