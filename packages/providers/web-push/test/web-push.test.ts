import { createPublicKey, verify } from "node:crypto";
import { describe, expect, it } from "vitest";
import { type WebPushOptions, webPush } from "../src/index.ts";
import { MAX_PAYLOAD_BYTES } from "../src/web-push.ts";
import { createDevice } from "./support/device.ts";
import { startPushService } from "./support/push-service.ts";
import { createKeys, pushMessage, testPush, vapid } from "./support/push-set-up.ts";

const signal = new AbortController().signal;

describe("a message", () => {
  it("contains the data that the service worker needs, and its URL at the push service is the reference", async () => {
    await using service = await startPushService();
    const device = createDevice(`${service.origin}/s/1`);
    const push = testPush({ urgency: "high" });
    const callbackUrl = "https://notify.example.org/relance/receipts/push.web?a=k3&s=sig";
    const ackUrl = "https://notify.example.org/relance/a/t0k3n";
    const content = { title: "T", body: "B", url: "https://example.org/me", tag: "appointment" };
    const answers = [{ name: "done", label: "Seen" }, { name: "help" }];
    const facts = { callbackUrl, ackUrl, answers, content, validityMs: 90_500 };
    const message = pushMessage(device.subscription, facts);
    expect(await push.send(message, { signal })).toEqual({ ref: "https://push.example/m/1" });
    const [request] = service.requests;
    expect(request).toMatchObject({ method: "POST", path: "/s/1" });
    expect(request?.headers).toMatchObject({ ttl: "90", urgency: "high", "content-encoding": "aes128gcm" });
    expect(request?.headers).not.toHaveProperty("topic");
    expect(JSON.parse(device.decrypt(request?.body ?? Buffer.alloc(0)))).toEqual({
      attemptId: "k3",
      ...content,
      ackUrl,
      answers,
      receiptUrl: callbackUrl,
    });
    await push.close?.();
  });

  it.each([
    { validityMs: undefined, longest: undefined, ttl: "2419200" },
    { validityMs: undefined, longest: "60s", ttl: "60" },
    { validityMs: 999, longest: "60s", ttl: "0" },
    { validityMs: 9e12, longest: undefined, ttl: "2419200" },
  ] as const)("valid for $validityMs ms has a ttl of $ttl s if $longest is allowed", async (given) => {
    await using service = await startPushService();
    const { subscription } = createDevice(`${service.origin}/s/1`);
    const push = testPush({ ttl: given.longest });
    await push.send(pushMessage(subscription, { validityMs: given.validityMs }), { signal });
    expect(service.requests[0]?.headers.ttl).toBe(given.ttl);
    await push.close?.();
  });

  it("without a URL at the push service is identified by its attempt", async () => {
    await using service = await startPushService();
    service.answer(201);
    const { subscription } = createDevice(`${service.origin}/s/1`);
    const push = testPush();
    expect(await push.send(pushMessage(subscription), { signal })).toEqual({ ref: "k3" });
    await push.close?.();
  });

  it("that is too long is refused before it is sent, in bytes and not in characters", async () => {
    await using service = await startPushService();
    const { subscription } = createDevice(`${service.origin}/s/1`);
    const push = testPush();
    const rest = Buffer.byteLength(JSON.stringify({ attemptId: "k3", title: "T", body: "" }));
    const body = "é".repeat(Math.floor((MAX_PAYLOAD_BYTES - rest) / 2));
    await push.send(pushMessage(subscription, { content: { title: "T", body } }), { signal });
    const sending = push.send(pushMessage(subscription, { content: { title: "T", body: `${body}é` } }), {
      signal,
    });
    await expect(sending).rejects.toMatchObject({ code: "provider/bad-content", outcome: "not-sent" });
    expect(service.requests).toHaveLength(1);
    await push.close?.();
  });
});

describe("the VAPID header", () => {
  it("is signed with our key for the push service's origin, and cached until it expires", async () => {
    await using service = await startPushService();
    const { subscription } = createDevice(`${service.origin}/s/1`);
    let at = Date.now();
    const push = testPush({ now: () => at });
    const headers: string[] = [];
    for (const later of [0, 9.9 * 3_600_000, 0.2 * 3_600_000]) {
      at += later;
      await push.send(pushMessage(subscription), { signal });
      headers.push(service.requests.at(-1)?.headers.authorization ?? "");
    }
    expect(headers[1]).toBe(headers[0]);
    expect(headers[2]).not.toBe(headers[0]);
    const [, head = "", claims = "", signature = ""] =
      /^vapid t=([^.]+)\.([^.]+)\.([^,]+), k=/.exec(headers[2] ?? "") ?? [];
    const { aud, exp, sub } = JSON.parse(Buffer.from(claims, "base64url").toString());
    expect({ aud, sub }).toEqual({ aud: service.origin, sub: vapid.subject });
    expect(exp * 1000 - at).toBeGreaterThan(10.9 * 3_600_000);
    expect(exp * 1000 - at).toBeLessThan(12 * 3_600_000);
    const key = { key: publicKey(), dsaEncoding: "ieee-p1363" } as const;
    const isOurs = verify("sha256", Buffer.from(`${head}.${claims}`), key, Buffer.from(signature, "base64url"));
    expect(isOurs).toBe(true);
    await push.close?.();
  });

  it.each([
    { subject: "help@example.org", path: "vapid.subject" },
    { publicKey: "short", path: "vapid.publicKey" },
    { privateKey: "", path: "vapid.privateKey" },
    { privateKey: createKeys().privateKey, path: "vapid.privateKey" },
  ])("cannot be created from a wrong $path", ({ path, ...wrong }) => {
    expect(() => testPush({ vapid: { ...vapid, ...wrong } })).toThrow(
      expect.objectContaining({ code: "config/invalid", problems: [{ path, advice: expect.any(String) }] }),
    );
  });
});

it.each([
  { path: "vapid.subject", wrong: { vapid: undefined } },
  { path: "ttl", wrong: { ttl: 60 } },
  { path: "urgency", wrong: { urgency: "urgent" } },
  { path: "allowHosts", wrong: { allowHosts: ["https://push.example.org/"] } },
  { path: "timeout", wrong: { timeout: "0s" } },
])("a wrong $path is reported before anything is sent", ({ path, wrong }) => {
  const given = { vapid: createKeys(), ...wrong } as unknown as WebPushOptions;
  expect(() => webPush(given)).toThrow(
    expect.objectContaining({
      code: "config/invalid",
      problems: expect.arrayContaining([expect.objectContaining({ path })]),
    }),
  );
});

it("declares receipts only if the site's service worker reports", () => {
  expect(testPush()).toMatchObject({
    kind: "web-push",
    capabilities: { receipts: true, replies: false },
    receipts: { proof: "signed-url" },
  });
  const silent = testPush({ receipts: false });
  expect(silent.capabilities.receipts).toBe(false);
  expect(silent.receipts).toBeUndefined();
});

function publicKey() {
  const point = Buffer.from(vapid.publicKey, "base64url");
  const x = point.subarray(1, 33).toString("base64url");
  const y = point.subarray(33).toString("base64url");
  return createPublicKey({ format: "jwk", key: { kty: "EC", crv: "P-256", x, y } });
}
