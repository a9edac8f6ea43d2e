import { browserHands } from "@relance/simulator";
import type { CampaignHandle } from "relance";
import { describe, expect, it } from "vitest";
import { linkIn, openStack } from "./support/stack.ts";

const HOUR = 3_600_000;
const ANNA = { id: "anna", mobile: "+33639980001", mail: "anna@example.org" };

async function annaHasLink() {
  const stack = await openStack();
  const campaign = await stack.start([ANNA]);
  await stack.happened("attempt.delivered", "anna");
  const [message] = stack.outside.twilio.messages();
  return { stack, campaign, link: linkIn(message?.body ?? "") };
}

async function annaStands(campaign: CampaignHandle) {
  const { signals, readAt: _, lastAttempt, ...standing } = (await campaign.recipient("anna")) ?? {};
  return { standing: { ...standing, lastAttempt: { ...lastAttempt, signal: undefined } }, signals };
}

const press = (link: string, answer: string) => ({
  key: "anna",
  channel: "sms" as const,
  provider: "twilio",
  links: [link],
  answer,
});

describe("the acknowledgement page", () => {
  it("is not changed by scanners, previews and prefetching: GET and HEAD have no effect, however many", async () => {
    const { stack, campaign, link } = await annaHasLink();
    await using _ = stack;
    await using hands = browserHands();
    const { standing: before } = await annaStands(campaign);
    for (const method of ["GET", "HEAD", "GET", "HEAD", "GET"] as const) await hands.visit({ url: link, method });
    const odd = [
      await fetch(link, { headers: { purpose: "prefetch", "sec-purpose": "prefetch" } }),
      await fetch(link, { method: "OPTIONS" }),
      await fetch(`${link}?answer=done&form=acknowledge`),
      await fetch(link, { method: "POST", body: "" }),
      await fetch(link, { method: "POST", body: new URLSearchParams({ "List-Unsubscribe": "One-Click" }) }),
      await fetch(link, { method: "POST", body: new URLSearchParams({ answer: "done" }) }),
      await fetch(link, {
        method: "POST",
        body: new URLSearchParams({ form: "acknowledge", answer: "never offered" }),
      }),
      await fetch(link, {
        method: "POST",
        body: new URLSearchParams({ form: "acknowledge", answer: "done", more: "x".repeat(100_000) }),
      }),
      await fetch(link, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ form: "acknowledge", answer: "done" }),
      }),
    ];
    expect(odd.map(({ status }) => status)).toEqual([200, 405, 200, 400, 400, 400, 400, 413, 400]);
    const after = await annaStands(campaign);
    expect(after.standing).toEqual(before);
    expect(after.signals?.map(({ type }) => type)).toEqual(["signal.link-fetched"]);
  });

  it("confirms for a recipient who presses the button, once, and ends the reminders", async () => {
    const { stack, campaign, link } = await annaHasLink();
    await using _ = stack;
    await using hands = browserHands();
    expect(await hands.press(press(link, "done"))).toEqual({ ok: true, answer: "done", again: false });
    expect(await hands.press(press(link, "done"))).toMatchObject({ ok: true });
    expect(await campaign.recipient("anna")).toMatchObject({
      state: "acknowledged",
      answer: "done",
      late: false,
    });
    const closing = (await stack.events()).filter(({ type }) => type === "enrollment.acknowledged");
    expect(closing).toHaveLength(1);
    await stack.pass(25 * HOUR);
    expect(stack.outside.smtp.requests()).toBe(0);
  });

  it("asks an operator to call if the recipient requests help, and still confirms afterwards", async () => {
    const { stack, campaign, link } = await annaHasLink();
    await using _ = stack;
    await using hands = browserHands();
    expect(await hands.press(press(link, "help"))).toMatchObject({ ok: true, answer: "help" });
    expect(await campaign.recipient("anna")).toMatchObject({ state: "exhausted", cause: "help" });
    expect(await hands.press(press(link, "done"))).toMatchObject({ ok: true, answer: "done" });
    expect(await campaign.recipient("anna")).toMatchObject({ state: "acknowledged" });
  });

  it("does not exist for another link, with the same answer for a changed link and an unknown one", async () => {
    const { stack, link } = await annaHasLink();
    await using _ = stack;
    const token = link.slice(link.lastIndexOf("/") + 1);
    const other = token.startsWith("A") ? "B" : "A";
    const others = [
      `${token}1`,
      `${other}${token.slice(1)}`,
      token.slice(0, -1),
      "0".repeat(token.length),
      "../../etc",
    ];
    const pages = await Promise.all(others.map(async (other) => fetch(link.replace(token, encodeURIComponent(other)))));
    expect(pages.map(({ status }) => status)).toEqual([404, 404, 404, 404, 404]);
    const bodies = await Promise.all(pages.map((page) => page.text()));
    expect(new Set(bodies).size).toBe(1);
  });

  it("after the deadline records a late answer, and states this", async () => {
    const { stack, campaign, link } = await annaHasLink();
    await using _ = stack;
    await using hands = browserHands();
    await stack.pass(73 * HOUR);
    expect((await campaign.recipient("anna"))?.state).toMatch(/^(expired|exhausted)$/);
    expect(await hands.press(press(link, "done"))).toMatchObject({ ok: true });
    expect(await campaign.recipient("anna")).toMatchObject({ state: "acknowledged", late: true });
    expect(await campaign.ledger()).toMatchObject({ holds: true, late: 1, states: { acknowledged: 1 } });
  });
});
