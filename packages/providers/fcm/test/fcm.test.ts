import { describe, expect, it } from "vitest";
import { startFcm } from "./support/fcm-server.ts";
import { appMessage, DEVICE, signal, testFcm } from "./support/fcm-set-up.ts";

const devices = { [DEVICE]: "known" } as const;
const NOON = Date.UTC(2026, 10, 25, 12);
const now = () => NOON;

describe("a message", () => {
  it("wakes an app on Android with all data, and is displayed by Apple's devices, over HTTP/2", async () => {
    await using fcm = await startFcm({ devices, now });
    await using provider = testFcm(fcm.origin, { now });
    const callbackUrl = "https://notify.example.org/relance/receipts/app.main?a=k3&s=sig";
    const ackUrl = "https://notify.example.org/relance/a/t0k3n";
    const answers = [{ name: "done", label: "Seen" }];
    const content = { title: "T", body: "B", url: "https://example.org/me", tag: "visit", data: { order: "7" } };
    const message = appMessage({ content, callbackUrl, ackUrl, answers, validityMs: 90_500 });
    expect(await provider.send(message, { signal })).toEqual({ ref: "projects/town-app/messages/0:1" });
    const [request] = fcm.requests;
    expect(request?.httpVersion).toBe("2.0");
    const facts = {
      attemptId: "k3",
      url: "https://example.org/me",
      tag: "visit",
      ackUrl,
      answers,
      receiptUrl: callbackUrl,
      data: { order: "7" },
    };
    const { data, ...android } = request?.json.message?.android ?? {};
    expect(JSON.parse(data?.relance ?? "")).toEqual({ title: "T", body: "B", ...facts });
    expect(android).toEqual({ priority: "HIGH", ttl: "90s", collapse_key: "visit" });
    expect(request?.json.message).toMatchObject({
      token: DEVICE,
      apns: {
        headers: {
          "apns-push-type": "alert",
          "apns-priority": "10",
          "apns-expiration": String(NOON / 1000 + 90),
          "apns-collapse-id": "visit",
        },
        payload: {
          aps: { alert: { title: "T", body: "B" }, sound: "default", "mutable-content": 1 },
          relance: facts,
        },
      },
    });
  });

  it.each([
    { validityMs: undefined, ttl: "2419200s" },
    { validityMs: 9e12, ttl: "2419200s" },
    { validityMs: 999, ttl: "0s" },
  ])("valid for $validityMs ms has the ttl $ttl", async ({ validityMs, ttl }) => {
    await using fcm = await startFcm({ devices });
    await using provider = testFcm(fcm.origin, { priority: "normal" });
    await provider.send(appMessage({ validityMs }), { signal });
    expect(fcm.requests[0]?.json.message).toMatchObject({
      android: { ttl, priority: "NORMAL" },
      apns: { headers: { "apns-priority": "5" } },
    });
    expect(fcm.requests[0]?.json.message?.android).not.toHaveProperty("collapse_key");
  });

  it("that Android itself displays is reported only when it is pressed, and this is declared", async () => {
    await using fcm = await startFcm({ devices });
    await using provider = testFcm(fcm.origin, { shownBy: "system" });
    const content = { title: "T", body: "B", tag: "visit" };
    await provider.send(appMessage({ content }), { signal });
    expect(fcm.requests[0]?.json.message?.android?.notification).toEqual({ title: "T", body: "B", tag: "visit" });
    expect(provider.capabilities.receipts).toBe(false);
    expect(provider.receipts).toBeDefined();
  });

  it("longer than a device accepts is refused before it is sent, in bytes", async () => {
    await using fcm = await startFcm({ devices });
    await using provider = testFcm(fcm.origin);
    const bodyOf = (length: number) => appMessage({ content: { title: "", body: "é".repeat(length) } });
    const overhead = JSON.stringify({
      aps: { alert: { title: "", body: "" }, sound: "default", "mutable-content": 1 },
      relance: { attemptId: "k3" },
    }).length;
    const fits = Math.floor((4_096 - overhead) / 2);
    await provider.send(bodyOf(fits), { signal });
    await expect(provider.send(bodyOf(fits + 1), { signal })).rejects.toMatchObject({
      code: "provider/bad-content",
      disposition: "reroute",
    });
    expect(fcm.requests).toHaveLength(1);
  });

  it("to a token of Apple's is not sent, and the route continues", async () => {
    await using fcm = await startFcm({ devices });
    await using provider = testFcm(fcm.origin);
    const sending = provider.send(appMessage({ to: "apns:ab01" }), { signal });
    const expected = { code: "provider/bad-recipient", disposition: "reroute", outcome: "not-sent" };
    await expect(sending).rejects.toMatchObject(expected);
    expect(fcm.requests).toHaveLength(0);
  });
});

describe("the probe", () => {
  it("verifies key, project and connection without a message", async () => {
    await using fcm = await startFcm({ devices });
    await using provider = testFcm(fcm.origin);
    await provider.probe?.({ signal });
    expect(fcm.requests).toHaveLength(0);
    fcm.answerToken({ status: 400, body: { error: "invalid_grant", error_description: "Invalid JWT Signature." } });
    await using stranger = testFcm(fcm.origin);
    await expect(stranger.probe?.({ signal })).rejects.toMatchObject({
      code: "provider/unauthorized",
      vendorCode: "invalid_grant",
    });
  });
});

it("declares receipts only if the app reports", async () => {
  await using provider = testFcm("https://127.0.0.1:1");
  expect(provider).toMatchObject({
    kind: "fcm",
    channel: "app",
    capabilities: { receipts: true, replies: false },
    receipts: { proof: "signed-url" },
  });
  await using silent = testFcm("https://127.0.0.1:1", { receipts: false });
  expect(silent.capabilities.receipts).toBe(false);
  expect(silent.receipts).toBeUndefined();
});
