import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { apnsApp } from "@relance/provider-apns";
import { fcmApp } from "@relance/provider-fcm";
import { httpEmail } from "@relance/provider-http-email";
import { partsOf } from "relance/parts";
import { expect, it } from "vitest";
import {
  createSigningKey,
  certificate as ofApple,
  startApns,
} from "../../packages/providers/apns/test/support/apns-server.ts";
import {
  type FcmRequest,
  certificate as ofGoogle,
  serviceAccount,
  startFcm,
} from "../../packages/providers/fcm/test/support/fcm-server.ts";
import { openStack } from "./support/stack.ts";
import { waitFor } from "./support/wait-for.ts";

const HOUR = 3_600_000;
const IPHONE = "ab01".repeat(16);
const ANNA = { id: "anna", mobile: "+33639980001", mail: "anna@example.org", token: "fcm:anna-1:APA91b-registration" };
const PAUL = { id: "paul", token: `apns:${IPHONE}` };

const STEPS = [
  { channel: "app", route: ["android", "iphone"], template: "please@1", wait: "12h" },
  { channel: "sms", route: ["main"], template: "please@1", wait: "12h" },
  { channel: "email", route: ["main"], template: "please@1", wait: "12h" },
] as const;

const AUDIENCE = { key: "id", contacts: { app: "token", sms: "mobile", email: "mail" }, country: "FR" };

const POSTMARK = { user: "postmark", password: "a-password-of-nobody" };

interface SentMail {
  readonly To: string;
  readonly Metadata: { readonly relance: string };
}

/**
 * Opens a gateway that sends app messages, SMS and mails to provider APIs on loopback. Every API reports deliveries.
 */
async function openApps(tokens: readonly string[] = [ANNA.token]) {
  const sent: SentMail[] = [];
  const mails = createServer(async (request, response) => {
    sent.push(JSON.parse(Buffer.concat(await Array.fromAsync(request)).toString("utf8")));
    response.end(JSON.stringify({ ErrorCode: 0, Message: "OK", MessageID: `m${sent.length}` }));
  });
  await new Promise<void>((resolve) => mails.listen(0, "127.0.0.1", resolve));
  const signingKey = createSigningKey();
  const apns = await startApns({ signingKey, devices: { [IPHONE]: {} } });
  const fcm = await startFcm({
    devices: Object.fromEntries(tokens.map((token) => [token.slice("fcm:".length), "known"])),
  });
  const stack = await openStack({
    madeOf: (config) => ({
      ...config,
      providers: {
        ...config.providers,
        app: {
          android: fcmApp({ serviceAccount: serviceAccount(fcm.origin), endpoint: fcm.origin, ca: ofGoogle }),
          iphone: apnsApp({ ...signingKey, topic: "org.example.app", endpoint: apns.origin, ca: ofApple }),
        },
        email: {
          main: httpEmail({
            preset: "postmark",
            serverToken: "t",
            webhook: POSTMARK,
            from: "help@example.org",
            endpoint: `http://127.0.0.1:${(mails.address() as AddressInfo).port}`,
          }),
        },
      },
    }),
  });
  return {
    stack,
    apns,
    fcm,
    sent,
    delivered: (mail: SentMail | undefined) => {
      const event = {
        RecordType: "Delivery",
        MessageID: mail?.Metadata.relance,
        Recipient: mail?.To,
        Metadata: mail?.Metadata,
      };
      const authorization = `Basic ${Buffer.from(Object.values(POSTMARK).join(":")).toString("base64")}`;
      const headers = { authorization, "content-type": "application/json" };
      const address = `${stack.settings.publicUrl}/receipts/email.main`;
      return fetch(address, { method: "POST", headers, body: JSON.stringify(event) });
    },
    async [Symbol.asyncDispose]() {
      await stack[Symbol.asyncDispose]();
      await Promise.all([apns[Symbol.asyncDispose](), fcm[Symbol.asyncDispose]()]);
      mails.closeAllConnections();
      mails.close();
    },
  };
}

function shownBy(request: FcmRequest | undefined): { readonly receiptUrl: string } {
  return JSON.parse(request?.json.message?.android?.data?.relance ?? "");
}

function report({ receiptUrl }: { readonly receiptUrl: string }, kind: string): Promise<Response> {
  return fetch(receiptUrl, { method: "POST", body: JSON.stringify({ kind, at: Date.now() }) });
}

it("an app message, then an SMS, then a mail: each arrives and is reported, and recipients without an answer get the next", async () => {
  await using apps = await openApps();
  const { stack, fcm, sent } = apps;
  const campaign = await stack.start([ANNA], { audience: AUDIENCE, steps: [...STEPS] });
  await waitFor("the app's message", () => fcm.requests.length === 1);
  const relance = shownBy(fcm.requests[0]);
  expect((await report(relance, "received")).status).toBe(204);
  await stack.happened("attempt.delivered", "anna");
  expect((await report(relance, "clicked")).status).toBe(204);
  await stack.happened("attempt.engaged", "anna");
  await stack.pass(13 * HOUR);
  await waitFor("the SMS", () => [...stack.outside.twilio.messages()].length === 1);
  await waitFor("its receipt", async () => (await deliveredOver()).length === 2);
  await stack.pass(13 * HOUR);
  await waitFor("the mail", () => sent.length === 1);
  expect((await apps.delivered(sent[0])).status).toBe(200);
  await waitFor("its receipt", async () => (await deliveredOver()).length === 3);
  expect(await deliveredOver()).toEqual(["app.android", "sms.main", "email.main"]);
  const escalated = (await stack.events()).filter(({ type }) => type === "enrollment.escalated");
  expect(escalated).toHaveLength(2);
  expect(await campaign.ledger()).toMatchObject({ holds: true, states: { active: 1 } });

  async function deliveredOver(): Promise<(string | undefined)[]> {
    return (await stack.events()).flatMap(({ type, provider }) => (type === "attempt.delivered" ? [provider] : []));
  }
});

const DOMAINS = ["orange.example", "free.example", "sfr.example", "laposte.example"];
const PEOPLE = Array.from({ length: 240 }, (_, n) => ({
  id: `p${n}`,
  token: `fcm:p${n}-APA91b-registration-token`,
  mobile: `+336399${String(80_000 + n)}`,
  mail: `p${n}@${DOMAINS[n % DOMAINS.length]}`,
}));

it("a mail service that silently loses one domain is detected, after app messages and SMS that arrived and were reported", async () => {
  await using apps = await openApps(PEOPLE.map(({ token }) => token));
  const { stack, fcm, sent } = apps;
  const delivered = async (provider: string) =>
    (await stack.events()).filter((event) => event.type === "attempt.delivered" && event.provider === provider).length;
  await stack.start(PEOPLE, { audience: AUDIENCE, steps: [...STEPS] });
  await waitFor("the apps' messages", () => fcm.requests.length === PEOPLE.length);
  await Promise.all(fcm.requests.map((request) => report(shownBy(request), "received")));
  await waitFor("their receipts", async () => (await delivered("app.android")) === PEOPLE.length);
  await stack.pass(13 * HOUR);
  await waitFor("the receipts of SMS", async () => (await delivered("sms.main")) === PEOPLE.length);
  await stack.pass(13 * HOUR);
  await waitFor("the mails", () => sent.length === PEOPLE.length);
  await Promise.all(sent.filter(({ To }) => !To.endsWith("@free.example")).map((mail) => apps.delivered(mail)));
  const losses = async () =>
    (await partsOf(stack.gateway).store.incidents({ limit: 10 })).rows.filter(({ kind }) => kind === "loss");
  await waitFor("the incident", async () => {
    await stack.pass(60_000);
    return (await losses()).length > 0;
  });
  expect(await losses()).toMatchObject([{ provider: "email.main", destination: "free.example" }]);
});

it("a token of the other service leads along the route, and answers in the app close the enrollment", async () => {
  await using apps = await openApps();
  const { stack, apns, fcm } = apps;
  const campaign = await stack.start([PAUL], {
    audience: { key: "id", contacts: { app: "token" }, country: "FR" },
    steps: [{ ...STEPS[0], wait: "24h" }],
  });
  await waitFor("the app's message", () => apns.requests.length === 1);
  const { relance } = JSON.parse(apns.requests[0]?.body ?? "");
  expect(fcm.requests).toHaveLength(0);
  const words = { label: "I confirm", locale: "en", hash: "0".repeat(64) };
  const body = JSON.stringify({
    kind: "acknowledged",
    answer: "done",
    ackUrl: relance.ackUrl,
    at: Date.now(),
    ...words,
  });
  expect((await fetch(relance.receiptUrl, { method: "POST", body })).status).toBe(204);
  await stack.happened("enrollment.acknowledged", "paul");
  expect(await campaign.ledger()).toMatchObject({ holds: true, states: { acknowledged: 1 } });
});
