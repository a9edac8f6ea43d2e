import { describe, expect, it } from "vitest";
import { webPush } from "../src/index.ts";
import { allowHosts, parseEndpoint } from "../src/web-push.ts";
import { createDevice } from "./support/device.ts";
import { startPushService } from "./support/push-service.ts";
import { pushMessage, testPush, vapid } from "./support/push-set-up.ts";

const signal = new AbortController().signal;
const isAllowed = allowHosts(["push.example.org", "*.push.example.net"]);

describe("an endpoint", () => {
  it.each([
    "https://fcm.googleapis.com/fcm/send/abc",
    "https://updates.push.services.mozilla.com/wpush/v2/abc",
    "https://wns2-par02p.notify.windows.com/w/?token=abc",
    "https://web.push.apple.com/abc",
    "https://push.example.org/s/1",
    "https://eu.push.example.net/s/1",
  ])("of a known or allowed push service is called: %s", (endpoint) => {
    expect(parseEndpoint(createDevice(endpoint).subscription, isAllowed).href).toBe(endpoint);
  });

  it.each([
    "http://fcm.googleapis.com/fcm/send/abc",
    "https://fcm.googleapis.com:8443/fcm/send/abc",
    "https://fcm.googleapis.com.evil.example/",
    "https://evil.example/fcm.googleapis.com",
    "https://fcm.googleapis.com@evil.example/",
    "https://evilpush.services.mozilla.com/",
    "https://push.services.mozilla.com/",
    "https://127.0.0.1/",
    "https://[::1]/",
    "https://169.254.169.254/latest/meta-data",
    "https://localhost/",
    "https://push.example.net/",
    "file:///etc/passwd",
    "ftp://fcm.googleapis.com/",
  ])("of any other kind is refused before any connection: %s", async (endpoint) => {
    const push = webPush({ vapid });
    const sending = push.send(pushMessage(createDevice(endpoint).subscription), { signal });
    await expect(sending).rejects.toMatchObject({
      code: "provider/forbidden-address",
      disposition: "reject",
      outcome: "not-sent",
    });
  });

  it("that the operator allows by name, but that resolves to a private address, is refused at the connection", async () => {
    const push = webPush({ vapid, allowHosts: ["localhost"] });
    const sending = push.send(pushMessage(createDevice("https://localhost/s/1").subscription), { signal });
    await expect(sending).rejects.toMatchObject({ code: "provider/forbidden-address", outcome: "not-sent" });
    await push.close?.();
  });
});

describe("a subscription", () => {
  const { endpoint, keys } = createDevice("https://fcm.googleapis.com/fcm/send/abc").subscription;

  it.each([
    ["no endpoint", { keys }],
    ["no address as endpoint", { endpoint: "fcm", keys }],
    ["no keys", { endpoint }],
    ["a short key", { endpoint, keys: { ...keys, p256dh: "BBBB" } }],
    ["a key off the curve", { endpoint, keys: { ...keys, p256dh: Buffer.alloc(65, 4).toString("base64url") } }],
    ["a short secret", { endpoint, keys: { ...keys, auth: "AAAA" } }],
    ["null", null],
    ["a text", "https://fcm.googleapis.com/"],
  ])("with %s is a bad recipient, before any connection", async (_, to) => {
    await using service = await startPushService();
    const push = testPush();
    const message = pushMessage(createDevice(service.origin).subscription);
    const sending = push.send({ ...message, to: JSON.parse(JSON.stringify(to)) }, { signal });
    await expect(sending).rejects.toMatchObject({
      code: "provider/bad-recipient",
      disposition: "reject",
      outcome: "not-sent",
    });
    await push.close?.();
  });
});
