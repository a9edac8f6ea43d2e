import { twilioSignature } from "@relance/simulator";
import type { CampaignDefinition } from "relance";
import { partsOf } from "relance/parts";
import { describe, expect, it } from "vitest";
import { openStack, type Stack } from "./support/stack.ts";
import { waitFor } from "./support/wait-for.ts";

const SENDER = "+33639989999";
const ANNA = { id: "anna", mobile: "+33639980001", mail: "anna@example.org", locale: "fr" };
const BOB = { id: "bob", mobile: "+33639980002", mail: "bob@example.org", locale: "en" };

async function everybodyGotSms(
  people: readonly Record<string, string>[] = [ANNA, BOB],
  change: Partial<CampaignDefinition> = {},
): Promise<Stack> {
  const stack = await openStack();
  stack.outside.twilio.receiveAt(`${stack.settings.publicUrl}/inbound/sms.main`);
  await stack.start(people, { subject: { en: "Your appointment", fr: "Votre rendez-vous" }, ...change });
  for (const { id } of people) await stack.happened("attempt.delivered", id);
  return stack;
}

function answersTo(stack: Stack, phone: string): string[] {
  return [...stack.outside.twilio.messages()]
    .filter(({ to, direction, attemptId }) => to === phone && direction !== "inbound" && attemptId === undefined)
    .map(({ body }) => body);
}

async function answered(stack: Stack, phone: string, count: number): Promise<string[]> {
  await waitFor(`${count} answers`, () => answersTo(stack, phone).length >= count);
  return answersTo(stack, phone);
}

async function person(stack: Stack, key: string) {
  const [ledger] = await stack.gateway.campaigns.ledgers();
  const found = await partsOf(stack.gateway).store.read({ campaign: ledger?.campaign ?? 0, key });
  if (found === undefined) throw new Error(`${key} is not enrolled`);
  return found;
}

describe("a recipient who replies by SMS", () => {
  it("and confirms gets a confirmation in their language", async () => {
    await using stack = await everybodyGotSms();
    await stack.outside.twilio.inbound(ANNA.mobile, SENDER, "ok");
    await stack.outside.twilio.inbound(BOB.mobile, SENDER, "OK 👍");
    expect(await answered(stack, ANNA.mobile, 1)).toEqual([
      "Confirmé : Votre rendez-vous. Vous n'avez plus rien à faire.",
    ]);
    expect(await answered(stack, BOB.mobile, 1)).toEqual(["Confirmed: Your appointment. There is nothing more to do."]);
  });

  it("unclearly gets instructions once, and the reply is listed for operators", async () => {
    await using stack = await everybodyGotSms([ANNA]);
    for (const text of ["à quelle heure ?", "Réponse automatique : absente", "Réponse automatique : absente"])
      expect(await stack.outside.twilio.inbound(ANNA.mobile, SENDER, text)).toBe(200);
    const [answer, ...more] = await answered(stack, ANNA.mobile, 1);
    expect(answer).toMatch(
      /^Message conservé, mais il ne confirme rien : Votre rendez-vous\. Répondez STOP pour vous désabonner\. Pour confirmer, répondez OK ou ouvrez http:\S+\/a\/\S+$/,
    );
    expect(more).toEqual([]);
    const { rows } = await partsOf(stack.gateway).store.replies({ unclear: true, limit: 10 });
    expect(rows.map(({ text, isAnswered, person }) => [text, isAnswered, person?.key])).toEqual([
      ["à quelle heure ?", true, "anna"],
      ["Réponse automatique : absente", false, "anna"],
      ["Réponse automatique : absente", false, "anna"],
    ]);
    expect((await stack.happened("enrollment.replied", "anna")).key).toBe("anna");
    expect((await person(stack, "anna")).state).toBe("active");
    await stack.outside.twilio.inbound(ANNA.mobile, SENDER, "OK");
    expect((await answered(stack, ANNA.mobile, 2)).at(-1)).toMatch(/^Confirmé/);
  });

  it("a second time gets the answer that the enrollment is confirmed, and later that it was", async () => {
    await using stack = await everybodyGotSms([BOB]);
    await stack.outside.twilio.inbound(BOB.mobile, SENDER, "OK");
    await answered(stack, BOB.mobile, 1);
    await stack.outside.twilio.inbound(BOB.mobile, SENDER, "at what time?");
    expect((await answered(stack, BOB.mobile, 2)).at(-1)).toBe(
      "Confirmed: Your appointment. There is nothing more to do.",
    );
  });

  it("after the deadline gets the answer that the reply is late", async () => {
    await using stack = await everybodyGotSms([BOB], { deadline: "1h", steps: SMS_ONLY });
    await stack.pass(2 * 3_600_000);
    await stack.outside.twilio.inbound(BOB.mobile, SENDER, "ok");
    expect(await answered(stack, BOB.mobile, 1)).toEqual(["Recorded after the deadline: Your appointment."]);
    expect(await person(stack, "bob")).toMatchObject({ state: "acknowledged", late: true });
  });

  it("for several recipients gets the code of each", async () => {
    const clara = { ...ANNA, id: "clara", mail: "clara@example.org" };
    await using stack = await everybodyGotSms([ANNA, clara]);
    await stack.outside.twilio.inbound(ANNA.mobile, SENDER, "ok");
    const [answer = ""] = await answered(stack, ANNA.mobile, 1);
    const codes = [(await person(stack, "anna")).code, (await person(stack, "clara")).code];
    for (const code of codes) expect(answer).toContain(`OK ${code} pour Votre rendez-vous`);
    await stack.outside.twilio.inbound(ANNA.mobile, SENDER, `ok${codes[1]}`);
    expect((await stack.happened("enrollment.acknowledged")).key).toBe("clara");
    expect((await person(stack, "anna")).state).toBe("active");
  });

  it("after STOP gets no SMS, gets the mail immediately, and may opt in again", async () => {
    await using stack = await everybodyGotSms([ANNA]);
    expect(await stack.outside.twilio.inbound(ANNA.mobile, SENDER, "Arrêt svp !")).toBe(200);
    await waitFor("the mail", () => stack.outside.smtp.mails().length === 1);
    expect(await person(stack, "anna")).toMatchObject({ state: "active", answer: undefined });
    await stack.outside.twilio.inbound(ANNA.mobile, SENDER, "vous êtes là ?");
    expect((await partsOf(stack.gateway).store.suppressions({ limit: 10 })).rows).toMatchObject([
      { channel: "sms", address: ANNA.mobile, reason: "opted-out", actor: "sms.main" },
    ]);
    await stack.outside.twilio.inbound(ANNA.mobile, SENDER, "start merci");
    expect((await partsOf(stack.gateway).store.suppressions({ limit: 10 })).rows).toEqual([]);
    expect((await answered(stack, ANNA.mobile, 1))[0]).toMatch(/^Nos messages vous parviendront de nouveau/);
    expect((await person(stack, "anna")).replies.map(({ status }) => status)).toEqual([
      "suppressed",
      "unclear",
      "resumed",
    ]);
  });

  it("with STOP in other words, or with a confirmation, gets nothing more", async () => {
    await using stack = await everybodyGotSms();
    await stack.outside.twilio.inbound(ANNA.mobile, SENDER, "arrêtez de m'envoyer des sms svp");
    await stack.outside.twilio.inbound(BOB.mobile, SENDER, "OK, now stop texting me");
    await waitFor("both mails", () => stack.outside.smtp.mails().length === 2);
    for (const { id, mobile } of [ANNA, BOB]) {
      expect(await person(stack, id)).toMatchObject({ state: "active", answer: undefined });
      expect(answersTo(stack, mobile)).toEqual([]);
    }
    const { rows } = await partsOf(stack.gateway).store.suppressions({ limit: 10 });
    expect(rows.map(({ address, reason }) => [address, reason])).toEqual([
      [ANNA.mobile, "opted-out"],
      [BOB.mobile, "opted-out"],
    ]);
  });

  it("with a possible STOP gets the mail and no further SMS, until an operator judges the reply", async () => {
    await using stack = await everybodyGotSms([ANNA], {
      steps: [SMS_STEP, MAIL_STEP, { ...SMS_STEP, route: ["main", "second"] }],
    });
    await stack.outside.twilio.inbound(ANNA.mobile, SENDER, "comment on arrête vos sms ?");
    await stack.happened("stop.doubtful", "anna");
    await waitFor("the mail", () => stack.outside.smtp.mails().length === 1);
    const texts = () => [...stack.outside.twilio.messages()].filter(({ direction }) => direction !== "inbound").length;
    expect(texts()).toBe(1);
    await waitFor("the mail's acceptance in the store", async () => {
      const { lastAttempt } = await person(stack, "anna");
      return lastAttempt?.provider === "email.smtp" && lastAttempt.state === "accepted";
    });
    await stack.pass(DAY);
    await waitFor("the end of the ladder", async () => (await person(stack, "anna")).state === "suppressed");
    expect(texts()).toBe(1);
    const campaign = await stack.gateway.campaigns.get("stack");
    const held = async () => (await Array.fromAsync(campaign.replies({ doubtful: true }))).map(({ from }) => from);
    expect(await held()).toEqual([ANNA.mobile]);
    const contact = { channel: "sms", address: ANNA.mobile, reason: "doubtful-stop", actor: "desk" } as const;
    expect(await stack.gateway.suppressions.remove([contact])).toMatchObject([{ status: "removed" }]);
    expect(await held()).toEqual([]);
    await waitFor("the second SMS", () => texts() === 2);
    expect(await person(stack, "anna")).toMatchObject({ state: "active" });
  });

  it("with HELP gets an answer about the message and how to confirm", async () => {
    await using stack = await everybodyGotSms([BOB]);
    await stack.outside.twilio.inbound(BOB.mobile, SENDER, "help please");
    expect((await answered(stack, BOB.mobile, 1))[0]).toMatch(/^Your appointment\. To confirm, reply OK or open http/);
    expect((await person(stack, "bob")).state).toBe("active");
  });

  it("with a forged signature changes nothing, and is counted", async () => {
    await using stack = await everybodyGotSms([ANNA]);
    const url = `${stack.settings.publicUrl}/inbound/sms.main`;
    const reply = { MessageSid: "SM1", SmsStatus: "received", From: ANNA.mobile, To: SENDER, Body: "OK" };
    const events = await stack.events();
    const signed = twilioSignature(stack.outside.twilio.authToken, url, reply);
    for (const [signature, body] of [
      [undefined, reply],
      [twilioSignature("guessed", url, reply), reply],
      [signed, { ...reply, Body: "STOP" }],
      [signed, { ...reply, From: BOB.mobile }],
    ] as const) {
      const headers = signature === undefined ? {} : { "x-twilio-signature": signature };
      const response = await fetch(url, { method: "POST", headers, body: new URLSearchParams(body) });
      expect(response.status).toBe(403);
    }
    expect(await stack.events()).toEqual(events);
    expect((await partsOf(stack.gateway).store.replies({ limit: 10 })).rows).toEqual([]);
    expect(stack.logged("webhook.refused")).toHaveLength(4);
  });

  it("a reply of ten thousand characters, or of binary data, is stored and moves no recipient", async () => {
    await using stack = await everybodyGotSms([ANNA]);
    expect(await stack.outside.twilio.inbound(ANNA.mobile, SENDER, "non ".repeat(2_500))).toBe(200);
    expect(await stack.outside.twilio.inbound(ANNA.mobile, SENDER, "\ud800 \0 \u202eKO")).toBe(200);
    const { replies, state } = await person(stack, "anna");
    expect(replies.map(({ text, status }) => [text.length, status])).toEqual([
      [10_000, "doubtful"], // a reply with this many "no" may be a STOP
      [7, "doubtful"], // the only legible word of the reply is not in the vocabulary
    ]);
    expect(state).toBe("active");
  });
});

const DAY = 24 * 3_600_000;
const SMS_STEP = { channel: "sms" as const, route: ["main"], template: "please@1", wait: "12h" as const };
const MAIL_STEP = { channel: "email" as const, route: ["smtp"], template: "please@1", wait: "12h" as const };
const SMS_ONLY = [{ channel: "sms" as const, route: ["main"], template: "please@1" }];
