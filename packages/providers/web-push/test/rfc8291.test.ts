import { createECDH } from "node:crypto";
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { createDevice, deviceOf } from "./support/device.ts";
import { startPushService } from "./support/push-service.ts";
import { pushMessage, testPush } from "./support/push-set-up.ts";

const signal = new AbortController().signal;
const rfc = JSON.parse(readFileSync(new URL("fixtures/rfc8291.json", import.meta.url), "utf8"));

function rfcDevice(endpoint: string) {
  const curve = createECDH("prime256v1");
  curve.setPrivateKey(rfc.ua_private, "base64url");
  return deviceOf(endpoint, curve, Buffer.from(rfc.auth, "base64url"));
}

it("the test's device decrypts the example of RFC 8291", () => {
  const device = rfcDevice("https://push.example/");
  expect(device.subscription.keys.p256dh).toBe(rfc.ua_public);
  expect(device.decrypt(Buffer.from(rfc.body, "base64url"))).toBe(rfc.plaintext);
});

it("that device decrypts what we send, and no other device does", async () => {
  await using service = await startPushService();
  const device = rfcDevice(`${service.origin}/s/1`);
  const push = testPush();
  await push.send(pushMessage(device.subscription), { signal });
  const body = service.requests[0]?.body ?? Buffer.alloc(0);
  expect(JSON.parse(device.decrypt(body))).toMatchObject({ title: "Your appointment", attemptId: "k3" });
  expect(() => createDevice("https://push.example/").decrypt(body)).toThrow();
  await push.close?.();
});

it("never encrypts two messages to the same bytes", async () => {
  await using service = await startPushService();
  const { subscription } = createDevice(`${service.origin}/s/1`);
  const push = testPush();
  await push.send(pushMessage(subscription), { signal });
  await push.send(pushMessage(subscription), { signal });
  const [first, second] = service.requests.map(({ body }) => body.subarray(0, 86).toString("hex"));
  expect(first).not.toBe(second);
  await push.close?.();
});
