import { expect, it } from "vitest";
import { pushRefusal } from "../src/push-status.ts";
import { createDevice } from "./support/device.ts";
import { startPushService } from "./support/push-service.ts";
import { pushMessage, testPush } from "./support/push-set-up.ts";

const signal = new AbortController().signal;
const FCM_OTHER_KEY =
  "the VAPID credentials in the authorization header do not correspond to the credentials used to create the subscriptions.";

it.each([
  { status: 404, code: "provider/bad-recipient", disposition: "reject" },
  { status: 410, code: "provider/bad-recipient", disposition: "reject" },
  { status: 413, code: "provider/bad-content", disposition: "reroute" },
  { status: 400, code: "provider/refused", disposition: "reroute" },
  { status: 401, code: "provider/unauthorized", disposition: "reroute", accountFault: true },
  { status: 403, code: "provider/unauthorized", disposition: "reroute", accountFault: true },
  { status: 403, text: '{"reason":"BadJwtToken"}', code: "provider/unauthorized", accountFault: true },
  { status: 403, text: FCM_OTHER_KEY, code: "provider/refused", disposition: "reject" },
  { status: 401, text: '{"errno":109,"message":"VAPID public key mismatch"}', code: "provider/refused" },
  { status: 429, code: "provider/rate-limited", disposition: "retry" },
  { status: 406, code: "provider/refused", disposition: "reroute" },
  { status: 500, code: "provider/unavailable", disposition: "retry", outcome: "unknown" },
  { status: 503, code: "provider/unavailable", disposition: "retry", outcome: "unknown" },
  { status: 307, code: "provider/bad-response", disposition: "retry", outcome: "unknown" },
])("HTTP $status $text is $code, after one request", async ({ status, text, ...expected }) => {
  await using service = await startPushService();
  service.answer(status, { location: `${service.origin}/elsewhere` }, text);
  const { subscription } = createDevice(`${service.origin}/s/1`);
  const push = testPush();
  const sending = push.send(pushMessage(subscription), { signal });
  await expect(sending).rejects.toMatchObject({
    outcome: "not-sent",
    accountFault: false,
    vendorCode: String(status),
    ...expected,
  });
  expect(service.requests).toHaveLength(1);
  await push.close?.();
});

it.each([401, 403])(
  "HTTP %s after an accepted message is about the subscription, not about the account",
  async (status) => {
    await using service = await startPushService();
    const push = testPush();
    const send = (path: string) =>
      push.send(pushMessage(createDevice(`${service.origin}${path}`).subscription), { signal });
    await send("/s/1");
    service.answer(status);
    const refused = { code: "provider/refused", disposition: "reject", outcome: "not-sent", accountFault: false };
    await expect(send("/v1/projects/x/messages:send")).rejects.toMatchObject(refused);
    await push.close?.();
  },
);

it.each([
  ["7", 7_000],
  [new Date(Date.UTC(2026, 10, 25, 12, 0, 30)).toUTCString(), 30_000],
])("a throttled message is delayed by Retry-After %s", async (header, retryAfterMs) => {
  await using service = await startPushService();
  service.answer(429, { "retry-after": header });
  const { subscription } = createDevice(`${service.origin}/s/1`);
  const push = testPush({ now: () => Date.UTC(2026, 10, 25, 12) });
  const sending = push.send(pushMessage(subscription), { signal });
  await expect(sending).rejects.toMatchObject({ code: "provider/rate-limited", retryAfterMs });
  await push.close?.();
});

it("knows that Windows answers 406 for too many messages, and 2xx for dropped ones", () => {
  const windows = "wns2-par02p.notify.windows.com";
  const answer = (status: number, said?: string) => ({
    status,
    headers: { "x-wns-status": said },
    text: "",
  });
  expect(pushRefusal(windows, answer(406))).toMatchObject({ code: "provider/rate-limited" });
  expect(pushRefusal(windows, answer(201, "received"))).toBeUndefined();
  expect(pushRefusal(windows, answer(201, "dropped"))).toMatchObject({ disposition: "reject" });
  expect(pushRefusal(windows, answer(201, "channelthrottled"))).toMatchObject({ disposition: "retry" });
  expect(pushRefusal("fcm.googleapis.com", answer(201, "dropped"))).toBeUndefined();
});
