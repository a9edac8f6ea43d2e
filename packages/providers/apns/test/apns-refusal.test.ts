import { describe, expect, it } from "vitest";
import { startApns } from "./support/apns-server.ts";
import { appMessage, DEVICE, OTHER, signal, signingKey, testApns } from "./support/apns-set-up.ts";

const REJECT = { disposition: "reject", outcome: "not-sent", accountFault: false };
const REROUTE = { disposition: "reroute", outcome: "not-sent", accountFault: false };
const ACCOUNT = { disposition: "reroute", outcome: "not-sent", accountFault: true };
const LATER = { disposition: "retry", outcome: "not-sent", accountFault: false };
const OPEN = { disposition: "retry", outcome: "unknown", accountFault: false };

it.each([
  { status: 410, reason: "Unregistered", code: "provider/bad-recipient", ...REJECT },
  { status: 410, reason: "ExpiredToken", code: "provider/bad-recipient", ...REJECT },
  { status: 400, reason: "MissingDeviceToken", code: "provider/bad-recipient", ...REJECT },
  { status: 400, reason: "DeviceTokenNotForTopic", code: "provider/refused", ...REROUTE },
  { status: 400, reason: "BadTopic", code: "provider/account", ...ACCOUNT },
  { status: 400, reason: "MissingTopic", code: "provider/account", ...ACCOUNT },
  { status: 400, reason: "TopicDisallowed", code: "provider/account", ...ACCOUNT },
  { status: 400, reason: "InvalidPushType", code: "provider/account", ...ACCOUNT },
  { status: 400, reason: "BadCollapseId", code: "provider/bad-content", ...REROUTE },
  { status: 400, reason: "PayloadEmpty", code: "provider/bad-content", ...REROUTE },
  { status: 413, reason: "PayloadTooLarge", code: "provider/bad-content", ...REROUTE },
  { status: 403, reason: "ExpiredProviderToken", code: "provider/unauthorized", ...ACCOUNT },
  { status: 403, reason: "InvalidProviderToken", code: "provider/unauthorized", ...ACCOUNT },
  { status: 403, reason: "MissingProviderToken", code: "provider/unauthorized", ...ACCOUNT },
  { status: 403, reason: "BadEnvironmentKeyIdInToken", code: "provider/unauthorized", ...ACCOUNT },
  { status: 403, reason: "Forbidden", code: "provider/unauthorized", ...ACCOUNT },
  { status: 404, reason: "BadPath", code: "provider/refused", ...REROUTE },
  { status: 405, reason: "MethodNotAllowed", code: "provider/refused", ...REROUTE },
  { status: 429, reason: "TooManyProviderTokenUpdates", code: "provider/rate-limited", ...LATER },
  { status: 429, reason: "TooManyRequests", code: "provider/recipient-unavailable", ...LATER },
  { status: 500, reason: "InternalServerError", code: "provider/unavailable", ...OPEN },
  { status: 503, reason: "ServiceUnavailable", code: "provider/unavailable", ...OPEN },
  { status: 503, reason: "Shutdown", code: "provider/unavailable", ...OPEN },
  { status: 418, reason: "Teapot", code: "provider/refused", ...REROUTE },
  { status: 302, reason: "Moved", code: "provider/bad-response", ...OPEN },
])("HTTP $status $reason is $code, after one request", async ({ status, reason, ...expected }) => {
  await using apns = await startApns({ signingKey, devices: { [DEVICE]: {} } });
  await using provider = testApns(apns.origin);
  apns.answer(status, { reason });
  await expect(provider.send(appMessage(), { signal })).rejects.toMatchObject({ ...expected, vendorCode: reason });
  expect(apns.requests).toHaveLength(1);
  const meaning = provider.meaningOf?.(reason);
  if (meaning !== undefined) expect(meaning).toBe(expected.code);
});

it("an answer without a reason is classified by its status", async () => {
  await using apns = await startApns({ signingKey, devices: { [DEVICE]: {} } });
  await using provider = testApns(apns.origin);
  apns.answer(502);
  const sending = provider.send(appMessage(), { signal });
  await expect(sending).rejects.toMatchObject({ ...OPEN, vendorCode: undefined, message: "apns: HTTP 502" });
});

it("an uninstalled app is reported with its time", async () => {
  await using apns = await startApns({ signingKey, devices: { [DEVICE]: { gone: Date.UTC(2026, 10, 1) } } });
  await using provider = testApns(apns.origin);
  await expect(provider.send(appMessage(), { signal })).rejects.toMatchObject({
    ...REJECT,
    message: "apns: HTTP 410, code Unregistered, since 2026-11-01T00:00:00.000Z",
  });
});

describe("a token that Apple reports as bad", () => {
  it("disables no address before any token was accepted, because the environment may be wrong", async () => {
    await using apns = await startApns({ signingKey, devices: {} });
    await using provider = testApns(apns.origin);
    const sending = provider.send(appMessage(), { signal });
    await expect(sending).rejects.toMatchObject({ ...REROUTE, code: "provider/refused", vendorCode: "BadDeviceToken" });
  });

  it.each([
    ["took a message", {}],
    ["knew a device that is gone", { gone: 1_700_000_000_000 }],
  ])("disables its address once the same environment %s", async (_, device) => {
    await using apns = await startApns({ signingKey, devices: { [DEVICE]: device } });
    await using provider = testApns(apns.origin);
    await provider.send(appMessage(), { signal }).catch(() => {});
    const sending = provider.send(appMessage({ to: `apns:${OTHER}` }), { signal });
    await expect(sending).rejects.toMatchObject({ ...REJECT, code: "provider/bad-recipient" });
    expect(provider.meaningOf?.("BadDeviceToken")).toBe("provider/bad-recipient");
  });
});

it("a token of another app of the team disables no address", async () => {
  await using apns = await startApns({ signingKey, devices: { [DEVICE]: { topic: "org.example.other" } } });
  await using provider = testApns(apns.origin);
  const sending = provider.send(appMessage(), { signal });
  await expect(sending).rejects.toMatchObject({ ...REROUTE, vendorCode: "DeviceTokenNotForTopic" });
});
