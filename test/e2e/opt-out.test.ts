import { partsOf } from "relance/parts";
import { describe, expect, it } from "vitest";
import { openStack, PLEASE_OR_STOP, type Stack } from "./support/stack.ts";
import { waitFor } from "./support/wait-for.ts";

const PUBLIC = "https://notify.example.org/relance";
const ANNA = { id: "anna", mobile: "+33639980001", mail: "anna@example.org" };
const EMAIL_FIRST = {
  steps: [
    { channel: "email" as const, route: ["smtp"], template: "please@1", wait: "24h" },
    { channel: "sms" as const, route: ["main"], template: "please@1", wait: "12h" },
  ],
};
const ONE_CLICK = {
  method: "POST",
  headers: { "content-type": "application/x-www-form-urlencoded" },
  body: "List-Unsubscribe=One-Click",
};

async function annaGotMail(template = PLEASE_OR_STOP): Promise<{ stack: Stack; raw: string; optOutUrl: string }> {
  const stack = await openStack({ publicUrl: PUBLIC });
  await stack.start([ANNA], {
    steps: EMAIL_FIRST.steps.map((step) => (step.channel === "email" ? { ...step, template } : step)),
  });
  await stack.happened("attempt.accepted", "anna");
  const raw = stack.outside.smtp.mails()[0]?.raw.toString() ?? "";
  const optOutUrl = /^List-Unsubscribe: <(.+)>\r$/m.exec(raw)?.[1] ?? "";
  return { stack, raw, optOutUrl };
}

async function anna(stack: Stack) {
  const [ledger] = await stack.gateway.campaigns.ledgers();
  const person = await partsOf(stack.gateway).store.read({ campaign: ledger?.campaign ?? 0, key: "anna" });
  if (person === undefined) throw new Error("anna is not enrolled");
  return person;
}

describe("the opt-out of a mail (RFC 8058)", () => {
  it("is in two headers of the delivered mail", async () => {
    const { stack, raw, optOutUrl } = await annaGotMail();
    await using _ = stack;
    expect(optOutUrl).toMatch(/^https:\/\/notify\.example\.org\/relance\/u\/[\w.~-]+$/);
    expect(raw).toContain("\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n");
    expect(decodeURIComponent(optOutUrl)).not.toContain("anna");
  });

  it("is in no header of a mail whose text does not offer it", async () => {
    const { stack, raw } = await annaGotMail("please@1");
    await using _ = stack;
    expect(raw).toMatch(/^Subject: Please confirm\r$/m);
    expect(raw).not.toMatch(/^List-Unsubscribe/m);
  });

  it("with one click suppresses the mailbox, acknowledges nothing, and the next channel follows immediately", async () => {
    const { stack, optOutUrl } = await annaGotMail();
    await using _ = stack;
    const response = await stack.gateway.handle(new Request(optOutUrl, ONE_CLICK));
    expect(response.status).toBe(200);
    expect(await anna(stack)).toMatchObject({ state: "active", answer: undefined });
    await waitFor("the SMS", () => [...stack.outside.twilio.messages()].length === 1);
    const { rows } = await partsOf(stack.gateway).store.suppressions({ limit: 10 });
    expect(rows).toMatchObject([
      { channel: "email", address: ANNA.mail, purpose: "service", reason: "opted-out", actor: "one-click" },
    ]);
    expect((await stack.events()).map(({ type }) => type)).not.toContain("enrollment.acknowledged");
  });

  it("clicked twice creates one rule", async () => {
    const { stack, optOutUrl } = await annaGotMail();
    await using _ = stack;
    for (let click = 0; click < 2; click++)
      expect((await stack.gateway.handle(new Request(optOutUrl, ONE_CLICK))).status).toBe(200);
    expect((await partsOf(stack.gateway).store.suppressions({ limit: 10 })).rows).toHaveLength(1);
  });

  it.each(["GET", "HEAD"])("fetched by %s changes nothing", async (method) => {
    const { stack, optOutUrl } = await annaGotMail();
    await using _ = stack;
    const events = await stack.events();
    expect((await stack.gateway.handle(new Request(optOutUrl, { method }))).status).toBe(200);
    expect((await partsOf(stack.gateway).store.suppressions({ limit: 10 })).rows).toEqual([]);
    expect(await stack.events()).toEqual(events);
  });

  it("is not accepted at the acknowledgement URL, nor with a token that a recipient made up", async () => {
    const { stack, optOutUrl } = await annaGotMail();
    await using _ = stack;
    const wrong = [optOutUrl.replace("/u/", "/a/"), optOutUrl.replace(/.$/, (last) => (last === "A" ? "B" : "A"))];
    for (const url of wrong)
      expect((await stack.gateway.handle(new Request(url, ONE_CLICK))).status).toBeGreaterThanOrEqual(400);
    expect((await partsOf(stack.gateway).store.suppressions({ limit: 10 })).rows).toEqual([]);
    expect((await anna(stack)).state).toBe("active");
  });
});
