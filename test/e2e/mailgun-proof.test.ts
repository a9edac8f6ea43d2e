import { createHmac } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { httpEmail } from "@relance/provider-http-email";
import { sqliteStore } from "@relance/store-sqlite";
import { createRelance } from "relance";
import { partsOf } from "relance/parts";
import { expect, it } from "vitest";
import { waitFor } from "./support/wait-for.ts";

const PUBLIC_URL = "https://notify.example.org/relance";
const SIGNING_KEY = "a-signing-key-of-nobody";
const HOUR = 3_600_000;

interface Sent {
  readonly to: string;
  readonly tag: string;
}

interface Signature {
  readonly timestamp: string;
  readonly token: string;
  readonly signature: string;
}

let tokens = 0;

function signatureOf(agoMs = 0): Signature {
  const timestamp = String(Math.floor((Date.now() - agoMs) / 1_000));
  const token = `token-${tokens++}`.padEnd(50, "0");
  const signature = createHmac("sha256", SIGNING_KEY).update(timestamp + token);
  return { timestamp, token, signature: signature.digest("hex") };
}

const delivered = (to: Sent) => ({ event: "delivered", recipient: to.to, "user-variables": { relance: to.tag } });
const complained = (to: Sent) => ({ ...delivered(to), event: "complained" });
const dead = (to: Sent) => ({
  ...delivered(to),
  event: "failed",
  severity: "permanent",
  reason: "bounce",
  "delivery-status": { "enhanced-code": "5.1.1" },
});

async function sentOverMailgun() {
  const sent: Sent[] = [];
  const service = createServer(async (request, response) => {
    const form = await new Response(Buffer.concat(await Array.fromAsync(request)), {
      headers: { "content-type": request.headers["content-type"] ?? "" },
    }).formData();
    sent.push({ to: String(form.get("to")), tag: String(form.get("v:relance")) });
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ id: `<${sent.length}@mg.example.org>`, message: "Queued. Thank you." }));
  });
  await new Promise<void>((resolve) => service.listen(0, "127.0.0.1", resolve));
  const main = httpEmail({
    preset: "mailgun",
    apiKey: "k",
    domain: "mg.example.org",
    signingKey: SIGNING_KEY,
    from: "help@example.org",
    endpoint: `http://127.0.0.1:${(service.address() as AddressInfo).port}`,
  });
  const gateway = await createRelance({
    store: sqliteStore({ file: ":memory:" }),
    providers: { email: { main } },
    security: { signing: ["a-secret-for-these-tests"] },
    publicUrl: PUBLIC_URL,
    delivery: "live",
    observe: { ingressCheck: false },
  });
  const steps = [{ channel: "email", content: { subject: "s", text: "t" }, wait: "1h" }] as const;
  for (const key of ["ada", "ben"]) {
    const recipient = { key, contacts: { email: `${key}@example.org` } };
    await gateway.send({ idempotencyKey: key, recipient, steps });
  }
  const stop = new AbortController();
  const working = gateway.run({ signal: stop.signal });
  await waitFor("two mails", () => sent.length === 2);
  stop.abort();
  await working;
  const find = (key: string) => sent.find(({ to }) => to.startsWith(key)) ?? { to: "", tag: "" };
  return {
    ada: find("ada"),
    ben: find("ben"),
    async post(event: object, signature: Signature = signatureOf()): Promise<number> {
      const body = JSON.stringify({ signature, "event-data": event });
      const init = { method: "POST", headers: { "content-type": "application/json" }, body };
      return (await gateway.handle(new Request(`${PUBLIC_URL}/receipts/email.main`, init))).status;
    },
    kinds: async () => (await gateway.events({})).events.map(({ type }) => type).filter((type) => /liver/.test(type)),
    erase: (key: string) => gateway.erase([key], { actor: "desk", reason: "she asked for it" }),
    suppressions: async () => (await partsOf(gateway).store.suppressions({ limit: 10 })).rows,
    async [Symbol.asyncDispose]() {
      await gateway.close({ grace: "0s" });
      service.closeAllConnections();
      service.close();
    },
  };
}

it("one intercepted signature of Mailgun proves only the event with which it was sent", async () => {
  await using here = await sentOverMailgun();
  const { ada, ben, post } = here;
  const intercepted = signatureOf();
  expect(await post(delivered(ada), intercepted)).toBe(200);
  expect(await post(delivered(ada), intercepted)).toBe(200);
  expect(await post(dead(ada), intercepted)).toBe(200);
  expect(await post(complained(ada), intercepted)).toBe(200);
  expect(await post(dead(ben), intercepted)).toBe(200);
  expect(await here.kinds()).toEqual(["attempt.delivered"]);
  expect(await here.suppressions()).toEqual([]);
});

it("a token of Mailgun stays used after its recipient was erased", async () => {
  await using here = await sentOverMailgun();
  const { ada, ben, post } = here;
  const intercepted = signatureOf();
  expect(await post(complained(ada), intercepted)).toBe(200);
  await here.erase("ada");
  expect(await post(dead(ben), intercepted)).toBe(200);
  expect(await here.kinds()).toEqual([]);
});

it("an event of Mailgun that relance does not use still uses up its token", async () => {
  await using here = await sentOverMailgun();
  const { ada, post } = here;
  const intercepted = signatureOf();
  expect(await post({ ...delivered(ada), event: "accepted" }, intercepted)).toBe(200);
  expect(await post(dead(ada), intercepted)).toBe(200);
  expect(await post(complained(ada), intercepted)).toBe(200);
  expect(await here.kinds()).toEqual([]);
  expect(await here.suppressions()).toEqual([]);
});

it("an event of Mailgun about a mail of another gateway uses up its token", async () => {
  await using here = await sentOverMailgun();
  const { ada, post } = here;
  for (const variables of [{}, { "user-variables": { campaign: "shoes" } }]) {
    const intercepted = signatureOf();
    expect(await post({ event: "delivered", recipient: "eve@example.org", ...variables }, intercepted)).toBe(200);
    expect(await post(dead(ada), intercepted)).toBe(200);
    expect(await post(complained(ada), intercepted)).toBe(200);
  }
  expect(await here.kinds()).toEqual([]);
  expect(await here.suppressions()).toEqual([]);
});

it("an event of Mailgun is bound to one mail: its tag proves nothing about another attempt or mailbox", async () => {
  await using here = await sentOverMailgun();
  const { ada, ben, post } = here;
  const unbound = ben.tag.split("-").slice(0, 2).join("-");
  const moved = `${unbound}-${ada.tag.split("-")[2]}`;
  for (const tag of [unbound, moved, `${unbound}-`]) expect(await post(dead({ ...ben, tag }))).toBe(403);
  expect(await post(complained({ ...ada, to: ben.to }))).toBe(403);
  expect(await here.kinds()).toEqual([]);
  expect(await here.suppressions()).toEqual([]);
  expect(await post(complained({ ...ada, to: "Ada@Example.org" }))).toBe(200);
  expect(await here.suppressions()).toHaveLength(1);
});

it("a signature of Mailgun is accepted while Mailgun repeats the post, and refused when it is older", async () => {
  await using here = await sentOverMailgun();
  const { ada, ben, post } = here;
  expect(await post(delivered(ada), signatureOf(9 * HOUR))).toBe(200);
  expect(await post(dead(ben), signatureOf(13 * HOUR))).toBe(403);
  expect(await post(dead(ben), signatureOf(2 * 365 * 24 * HOUR))).toBe(403);
  expect(await post(dead(ben), signatureOf(-13 * HOUR))).toBe(403);
  expect(await here.kinds()).toEqual(["attempt.delivered"]);
});

it.each<[string, number, (ben: Sent, ada: Sent) => object]>([
  ["that has no type", 400, (ben) => ({ ...delivered(ben), event: undefined })],
  ["that is bound to another mailbox", 403, (ben, ada) => delivered({ ...ben, to: ada.to })],
  ["whose tag names no recipient of ours", 403, (ben) => delivered({ ...ben, tag: `${ben.tag.slice(0, -1)}!` })],
])("a refused event of Mailgun %s uses up its token", async (_, status, refusedEvent) => {
  await using here = await sentOverMailgun();
  const { ada, ben, post } = here;
  const intercepted = signatureOf();
  for (const _ of ["first", "repeated"]) expect(await post(refusedEvent(ben, ada), intercepted)).toBe(status);
  expect(await post(dead(ada), intercepted)).toBe(200);
  expect(await post(complained(ada), intercepted)).toBe(200);
  expect(await here.kinds()).toEqual([]);
  expect(await here.suppressions()).toEqual([]);
});

it("a forged event of Mailgun uses up no token", async () => {
  await using here = await sentOverMailgun();
  const { ada, post } = here;
  const genuine = signatureOf();
  const forged = { ...genuine, signature: "0".repeat(64) };
  for (const event of [{ recipient: ada.to }, delivered(ada)]) expect(await post(event, forged)).toBe(403);
  expect(await post(delivered(ada), genuine)).toBe(200);
  expect(await here.kinds()).toEqual(["attempt.delivered"]);
});
