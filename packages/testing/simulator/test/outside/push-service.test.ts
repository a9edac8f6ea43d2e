import { Agent } from "node:https";
import { describe, expect, it } from "vitest";
import webpush from "web-push";
import {
  createWorld,
  EAGER_HABITS,
  type FakePushServiceOptions,
  fakePushService,
  inventPushToken,
  virtualClock,
} from "../../src/index.ts";
import { loopbackCertificate } from "../support/loopback-certificate.ts";
import { START } from "../support/population.ts";
import { receiver, until } from "../support/receiver.ts";

const vapid = webpush.generateVAPIDKeys();
const vapidDetails = { subject: "mailto:ops@example.org", ...vapid };

/** Sends the web-push library's request with fetch, because the library requires TLS. */
function send(
  subscription: webpush.PushSubscription,
  payload: string,
  change: (headers: Record<string, string>) => void = () => undefined,
): Promise<Response> {
  const details = webpush.generateRequestDetails(subscription, payload, { vapidDetails, TTL: 600 });
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(details.headers)) headers[name.toLowerCase()] = String(value);
  change(headers);
  delete headers["content-length"];
  return fetch(details.endpoint, { method: "POST", headers, body: details.body as Buffer<ArrayBuffer> });
}

async function stage(options: FakePushServiceOptions = {}) {
  const clock = virtualClock(START);
  const world = createWorld({ seed: 1, clock, habits: EAGER_HABITS });
  const heard = await receiver();
  const push = await fakePushService({ courier: { receipts: 1 }, ...options, world });
  const subscription = push.subscribe("p1");
  world.add([{ key: "p1", contacts: [{ channel: "push", address: JSON.stringify(subscription) }] }]);
  return {
    world,
    push,
    heard,
    subscription,
    async settle() {
      for (let next = clock.nextAt(); next !== undefined; next = clock.nextAt()) {
        clock.advanceTo(next);
        await until(() => world.inFlight() === 0);
      }
    },
    async [Symbol.asyncDispose]() {
      await push.close();
      await heard[Symbol.asyncDispose]();
    },
  };
}

function payloadFor(url: string): string {
  const receiptUrl = `${url}/receipts/push.web?a=k1&s=x`;
  return JSON.stringify({
    title: "Rappel",
    body: "Bonjour",
    ackUrl: "https://notify.example.org/a/1",
    receiptUrl,
  });
}

describe("fake push service, sent to by web-push", () => {
  it("accepts an encrypted message, and its device decrypts, shows and reports it", async () => {
    await using it = await stage();
    const answer = await send(it.subscription, payloadFor(it.heard.url));
    expect(answer.status).toBe(201);
    expect(answer.headers.get("location")).toMatch(/\/message\/1$/);
    await it.settle();
    expect(it.world.person("p1")?.received).toMatchObject([
      { subject: "Rappel", text: "Bonjour", links: ["https://notify.example.org/a/1"], attemptId: "k1" },
    ]);
    const events = it.heard.heard.map(({ path, body }) => [path, JSON.parse(body).kind]);
    expect(events).toEqual([
      ["/receipts/push.web?a=k1&s=x", "received"],
      ["/receipts/push.web?a=k1&s=x", "clicked"],
    ]);
    expect(it.push.requestsOf("k1")).toBe(1);
    expect(it.push.lastAttemptId()).toBe("k1");
    expect(it.push.undecryptable()).toBe(0);
  });

  it("works over TLS with the library's own client", async () => {
    const tls = await loopbackCertificate();
    await using it = await stage({ tls });
    const agent = new Agent({ ca: tls.cert });
    const result = await webpush.sendNotification(it.subscription, "bonjour", {
      vapidDetails,
      TTL: 60,
      agent,
    });
    expect(result.statusCode).toBe(201);
    agent.destroy();
  });

  it("accepts a message that no device can decrypt, as a real service must, and counts it", async () => {
    await using it = await stage();
    const stranger = it.push.subscribe("somebody else");
    const mixed = { ...it.subscription, keys: stranger.keys };
    expect((await send(mixed, "x")).status).toBe(201);
    expect(it.push.undecryptable()).toBe(1);
  });

  it.each([
    { what: "no authorization", change: (h: Record<string, string>) => delete h.authorization, status: 401 },
    {
      what: "a forged token",
      change: (h: Record<string, string>) => {
        h.authorization = String(h.authorization).replace(/t=[^.]+\.[^.]+\./, (t) => `${t.slice(0, -2)}x.`);
      },
      status: 401,
    },
    { what: "no TTL", change: (h: Record<string, string>) => delete h.ttl, status: 400 },
    {
      what: "no encryption",
      change: (h: Record<string, string>) => delete h["content-encoding"],
      status: 400,
    },
    {
      what: "a topic that is too long",
      change: (h: Record<string, string>) => {
        h.topic = "x".repeat(33);
      },
      status: 400,
    },
    {
      what: "an urgency that does not exist",
      change: (h: Record<string, string>) => {
        h.urgency = "now";
      },
      status: 400,
    },
  ])("answers $status for $what", async ({ change, status }) => {
    await using it = await stage();
    expect((await send(it.subscription, "x", (headers) => void change(headers))).status).toBe(status);
    expect(it.world.report().couriers.push?.requests).toBe(0);
  });

  it("refuses a token that was made for another service", async () => {
    await using it = await stage();
    await using other = await stage();
    const details = webpush.generateRequestDetails(other.subscription, "x", { vapidDetails, TTL: 60 });
    const answer = await send(it.subscription, "x", (headers) => {
      headers.authorization = String(details.headers.Authorization);
    });
    expect(answer.status).toBe(401);
  });

  it("refuses more than 4,096 bytes, and accepts exactly as many", async () => {
    await using it = await stage();
    expect((await send(it.subscription, "x".repeat(3_993))).status).toBe(201);
    expect((await send(it.subscription, "x".repeat(3_994))).status).toBe(413);
  });

  it("answers 404 for an unknown subscription, and 410 for an expired one", async () => {
    await using it = await stage();
    const unknown = { ...it.subscription, endpoint: `${it.push.url}/push/${inventPushToken(1, "nobody")}` };
    expect((await send(unknown, "x")).status).toBe(404);
    it.push.expire(it.subscription.endpoint);
    expect((await send(it.subscription, "x")).status).toBe(410);
  });

  it.each([
    { mode: "refuse", status: 410 },
    { mode: "throttle", status: 429 },
    { mode: "unavailable", status: 503 },
    { mode: "unauthorized", status: 401 },
  ] as const)("answers $status in mode $mode, and still counts the attempt", async ({ mode, status }) => {
    await using it = await stage();
    it.push.mode(mode);
    const answer = await send(it.subscription, payloadFor(it.heard.url));
    expect([answer.status, it.push.requestsOf("k1")]).toEqual([status, 1]);
  });
});
