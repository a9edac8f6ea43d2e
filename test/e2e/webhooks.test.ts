import { DatabaseSync } from "node:sqlite";
import { gatewaySignature, twilioSignature } from "@relance/simulator";
import type { RelanceConfig } from "relance";
import { describe, expect, it } from "vitest";
import { linkIn, openStack, type Stack } from "./support/stack.ts";
import { waitFor } from "./support/wait-for.ts";

const FORM = "application/x-www-form-urlencoded";
const PRESS = "form=acknowledge&answer=done";
const ANNA = { id: "anna", mobile: "+33639980001", mail: "anna@example.org" };
const BOB = { id: "bob", mobile: "+33639980002", mail: "bob@example.org" };

async function annaWaits() {
  const stack = await openStack({ receipts: 0 });
  const campaign = await stack.start([ANNA]);
  await stack.happened("attempt.accepted", "anna");
  const [message] = stack.outside.twilio.messages();
  const callback = message?.callback;
  if (message === undefined || typeof callback !== "string") throw new Error("nothing was sent");
  return { stack, campaign, message, callback };
}

async function account(stack: Stack): Promise<unknown> {
  const [ledger] = await stack.gateway.campaigns.ledgers();
  return { ledger, events: (await stack.events()).length };
}

function twilioPost(url: string, parameters: Record<string, string>, token: string, signedUrl = url) {
  return fetch(url, {
    method: "POST",
    headers: {
      "content-type": FORM,
      "x-twilio-signature": twilioSignature(token, signedUrl, parameters),
    },
    body: new URLSearchParams(parameters),
  });
}

describe("requests over HTTP", () => {
  it("record a genuine callback once, and a repeated one changes nothing", async () => {
    const { stack, message, callback } = await annaWaits();
    await using _ = stack;
    const { authToken } = stack.outside.twilio;
    const parameters = { MessageSid: message.sid, MessageStatus: "delivered", To: message.to };
    expect((await twilioPost(callback, parameters, authToken)).status).toBe(200);
    await stack.happened("attempt.delivered", "anna");
    const before = await account(stack);
    for (let again = 0; again < 3; again++)
      expect((await twilioPost(callback, parameters, authToken)).status).toBe(200);
    expect(await account(stack)).toEqual(before);
    expect(before).toMatchObject({
      ledger: { holds: true, attempts: [{ evidence: "delivered", count: 1 }] },
    });
  });

  it("with forged, stale, foreign, malformed and oversized callbacks are refused, each with its status, and change nothing", async () => {
    const { stack, message, callback } = await annaWaits();
    await using _ = stack;
    const { authToken } = stack.outside.twilio;
    const { publicUrl } = stack.settings;
    const told = { MessageSid: message.sid, MessageStatus: "undelivered", ErrorCode: "30005" };
    const unsigned = { method: "POST", headers: { "content-type": FORM }, body: new URLSearchParams(told) };
    const json = { "content-type": "application/json" };
    const second = `${publicUrl}/receipts/sms.second`;
    const report = JSON.stringify({ id: "g1", reference: "1", status: "undelivered" });
    const push = `${publicUrl}/receipts/push.web`;
    const huge = "x".repeat(300_000);
    const before = await account(stack);
    const statuses: Record<string, number> = {};
    const tries: Record<string, () => Promise<Response>> = {
      "twilio: no signature": () => fetch(callback, unsigned),
      "twilio: another token": () => twilioPost(callback, told, "guessed"),
      "twilio: signed for another address": () =>
        twilioPost(callback, told, authToken, `${publicUrl}/receipts/sms.main`),
      "twilio: a changed parameter": () =>
        fetch(callback, {
          method: "POST",
          headers: { "content-type": FORM, "x-twilio-signature": twilioSignature(authToken, callback, told) },
          body: new URLSearchParams({ ...told, MessageStatus: "delivered" }),
        }),
      "twilio: no message": () => twilioPost(callback, { MessageStatus: "delivered" }, authToken),
      "twilio: oversized": () => twilioPost(callback, { ...told, Huge: huge }, authToken),
      "gateway: forged": () =>
        fetch(second, { method: "POST", headers: { ...json, "x-gateway-signature": "00" }, body: report }),
      "gateway: not JSON, though signed": () =>
        fetch(second, {
          method: "POST",
          headers: { ...json, "x-gateway-signature": gatewaySignature("loopback-secret", "{not json") },
          body: "{not json",
        }),
      "push: not our address": () =>
        fetch(`${push}?a=1&s=AAAAAAAAAAAAAAAA`, { method: "POST", body: '{"kind":"clicked"}' }),
      "push: an address of another provider": () =>
        fetch(callback.replace("sms.main", "push.web"), { method: "POST", body: '{"kind":"clicked"}' }),
      "a provider that is not there": () => fetch(`${publicUrl}/receipts/sms.third`, unsigned),
      "a method that is not meant": () => fetch(callback, { method: "DELETE" }),
      "outside of the mount": () => fetch(new URL("/elsewhere/receipts/sms.main", publicUrl), unsigned),
    };
    for (const [name, attempt] of Object.entries(tries)) statuses[name] = (await attempt()).status;
    expect(statuses).toEqual({
      "twilio: no signature": 403,
      "twilio: another token": 403,
      "twilio: signed for another address": 403,
      "twilio: a changed parameter": 403,
      "twilio: no message": 400,
      "twilio: oversized": 413,
      "gateway: forged": 403,
      "gateway: not JSON, though signed": 400,
      "push: not our address": 403,
      "push: an address of another provider": 403,
      "a provider that is not there": 404,
      "a method that is not meant": 405,
      "outside of the mount": 404,
    });
    expect(await account(stack)).toEqual(before);
  });

  it("with links signed with a retired secret are refused, and accepted with the older of two", async () => {
    const { stack, campaign, message } = await annaWaits();
    await using _ = stack;
    const { pathname } = new URL(linkIn(message.body));
    const newer = "a-newer-secret-for-these-tests";
    const press = {
      method: "POST",
      redirect: "manual",
      headers: { "content-type": FORM },
      body: PRESS,
    } as const;
    const answers: (number | string | undefined)[][] = [];
    for (const secrets of [[newer], [newer, ...stack.settings.secrets]]) {
      const { db, secrets: old } = stack.settings;
      const madeOf = (config: RelanceConfig) => ({
        ...config,
        security: { ...config.security, encryption: old, index: old[0] },
      });
      await using other = await openStack({ works: false, secrets, db, madeOf });
      const { origin } = new URL(other.settings.publicUrl);
      const shown = await fetch(`${origin}${pathname}`);
      const pressed = await fetch(`${origin}${pathname}`, press);
      answers.push([shown.status, pressed.status, (await campaign.recipient("anna"))?.state]);
    }
    expect(answers).toEqual([
      [404, 404, "active"],
      [200, 303, "acknowledged"],
    ]);
  });

  it("with genuine reports of every provider's API are accepted, replies included", async () => {
    await using stack = await openStack();
    stack.outside.twilio.receiveAt(`${stack.settings.publicUrl}/inbound/sms.main`);
    stack.outside.twilio.refuse(BOB.mobile, 21612);
    await stack.start([ANNA, BOB]);
    expect(await stack.happened("attempt.delivered", "anna")).toMatchObject({ provider: "sms.main" });
    expect(await stack.happened("attempt.delivered", "bob")).toMatchObject({ provider: "sms.second" });
    const status = await stack.outside.twilio.inbound(ANNA.mobile, "+33639989999", "ok");
    expect(status).toBe(200);
    expect(await stack.happened("enrollment.acknowledged", "anna")).toMatchObject({ answer: "done" });
    expect(await stack.outside.twilio.inbound(BOB.mobile, "+33639989999", "STOP")).toBe(200);
    expect(await stack.happened("attempt.submitted", "bob")).toBeDefined();
    await waitFor("Bob's mail", () => stack.outside.smtp.mails().some(({ to }) => to.includes(BOB.mail)));
  });

  it("to the API require a token, and get a result for each item", async () => {
    await using stack = await openStack({ works: false });
    await stack.start([ANNA, BOB]);
    const url = `${stack.settings.publicUrl}/acknowledgements`;
    const post = (body: string, token?: string) =>
      fetch(url, {
        method: "POST",
        body,
        ...(token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } }),
      });
    const one = JSON.stringify([{ key: "anna", on: "came" }]);
    const before = await account(stack);
    const token = "a-token-for-these-tests";
    const refused = [
      await post(one),
      await post(one, "a-token-for-these-test"),
      await post("{", token),
      await post('{"key":"anna"}', token),
      await post(JSON.stringify(Array.from({ length: 10_001 }, () => ({ key: "anna" }))), token),
      await post(`["${"x".repeat(4_200_000)}"]`, token),
    ];
    expect(refused.map(({ status }) => status)).toEqual([401, 401, 400, 400, 413, 413]);
    expect(await account(stack)).toEqual(before);
    const items = [
      { key: "anna", on: "came" },
      { key: "anna", on: "came" },
      { key: "" },
      { key: "carl", on: "came" },
      null,
    ];
    const answered = await (await post(JSON.stringify(items), token)).json();
    expect(answered).toMatchObject({
      results: [
        { status: "recorded" },
        { status: "duplicate" },
        { status: "refused", code: "message/bad-key" },
        { status: "waiting" },
        { status: "refused" },
      ],
    });
    const [ledger] = await stack.gateway.campaigns.ledgers();
    expect(ledger).toMatchObject({ holds: true, states: { acknowledged: 1 } });
  });

  it("never report an item as recorded while it cannot be stored: 503 within two seconds, and success later", async () => {
    const { stack, message, callback } = await annaWaits();
    await using _ = stack;
    const { authToken } = stack.outside.twilio;
    const told = { MessageSid: message.sid, MessageStatus: "delivered" };
    const press = {
      method: "POST",
      redirect: "manual",
      headers: { "content-type": FORM },
      body: PRESS,
    } as const;
    const blocker = new DatabaseSync(stack.settings.db, { timeout: 5_000 });
    blocker.exec("begin immediate");
    const asked = performance.now();
    const statuses: number[] = [];
    const note = async (answer: Promise<Response>) => statuses.push((await answer).status);
    const first = note(twilioPost(callback, told, authToken));
    const pressed = note(fetch(linkIn(message.body), press));
    const others = Array.from({ length: 10 }, () => note(twilioPost(callback, told, authToken)));
    await waitFor("a refusal", () => statuses.length > 0);
    expect(performance.now() - asked).toBeLessThan(2_500);
    expect(new Set(statuses)).toEqual(new Set([503]));
    blocker.exec("rollback");
    blocker.close();
    await Promise.all([first, pressed, ...others]);
    expect(statuses.filter((status) => status === 303)).toHaveLength(1);
    expect((await twilioPost(callback, told, authToken)).status).toBe(200);
    expect(await stack.happened("enrollment.acknowledged", "anna")).toMatchObject({ late: false });
    expect((await stack.events()).filter(({ type }) => type === "attempt.delivered")).toHaveLength(1);
  });
});
