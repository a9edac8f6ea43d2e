import { describe, expect, it } from "vitest";
import { startApns } from "./support/apns-server.ts";
import { appMessage, DEVICE, OTHER, signal, signingKey, testApns } from "./support/apns-set-up.ts";

const devices = { [DEVICE]: {}, [OTHER]: {} };
const NOON = Date.UTC(2026, 10, 25, 12);

describe("a message", () => {
  it("is displayed without the app, and wakes the app's extension with the data for its report", async () => {
    await using apns = await startApns({ signingKey, devices, now: () => NOON });
    await using provider = testApns(apns.origin, { now: () => NOON });
    const callbackUrl = "https://notify.example.org/relance/receipts/app.main?a=k3&s=sig";
    const ackUrl = "https://notify.example.org/relance/a/t0k3n";
    const answers = [{ name: "done", label: "Seen" }];
    const content = { title: "T", body: "B", url: "https://example.org/me", tag: "visit", data: { order: "7" } };
    const message = appMessage({ content, callbackUrl, ackUrl, answers, validityMs: 90_500 });
    const { ref } = await provider.send(message, { signal });
    const [request] = apns.requests;
    expect(JSON.parse(request?.body ?? "")).toEqual({
      aps: { alert: { title: "T", body: "B" }, sound: "default", "mutable-content": 1 },
      relance: {
        attemptId: "k3",
        url: "https://example.org/me",
        tag: "visit",
        ackUrl,
        answers,
        receiptUrl: callbackUrl,
        data: { order: "7" },
      },
    });
    expect(request?.headers).toMatchObject({
      ":method": "POST",
      ":path": `/3/device/${DEVICE}`,
      "apns-id": ref,
      "apns-topic": "org.example.app",
      "apns-push-type": "alert",
      "apns-priority": "10",
      "apns-expiration": String(NOON / 1000 + 90),
      "apns-collapse-id": "visit",
    });
  });

  it("has the same apns-id for the same attempt in every process, and another one for another attempt", async () => {
    await using apns = await startApns({ signingKey, devices });
    await using provider = testApns(apns.origin);
    await using other = testApns(apns.origin);
    const refs = [
      await provider.send(appMessage(), { signal }),
      await other.send(appMessage(), { signal }),
      await other.send(appMessage({ attemptId: "k4" }), { signal }),
    ].map(({ ref }) => ref);
    expect(refs[1]).toBe(refs[0]);
    expect(refs[2]).not.toBe(refs[0]);
    expect(apns.accepted).toEqual(refs);
  });

  it.each([
    { validityMs: undefined, expiration: NOON / 1000 + 30 * 86_400 },
    { validityMs: 9e12, expiration: NOON / 1000 + 30 * 86_400 },
    { validityMs: 0, expiration: NOON / 1000 },
  ])("valid for $validityMs ms expires at $expiration", async ({ validityMs, expiration }) => {
    await using apns = await startApns({ signingKey, devices, now: () => NOON });
    await using provider = testApns(apns.origin, { now: () => NOON, priority: "normal" });
    await provider.send(appMessage({ validityMs }), { signal });
    expect(apns.requests[0]?.headers).toMatchObject({
      "apns-expiration": String(expiration),
      "apns-priority": "5",
    });
    expect(apns.requests[0]?.headers).not.toHaveProperty("apns-collapse-id");
  });

  it("with a tag that Apple would refuse still replaces the one with the same tag", async () => {
    await using apns = await startApns({ signingKey, devices });
    await using provider = testApns(apns.origin);
    for (const tag of ["é".repeat(40), "é".repeat(40), "x".repeat(65)]) {
      await provider.send(appMessage({ content: { title: "T", body: "B", tag } }), { signal });
    }
    const [first, second, third] = apns.requests.map(({ headers }) => headers["apns-collapse-id"]);
    expect(first).toMatch(/^[0-9a-f]{64}$/);
    expect(second).toBe(first);
    expect(third).not.toBe(first);
  });

  it("longer than Apple permits is refused before it is sent, in bytes", async () => {
    await using apns = await startApns({ signingKey, devices });
    await using provider = testApns(apns.origin);
    const bodyOf = (length: number) => appMessage({ content: { title: "", body: "é".repeat(length) } });
    const overhead = Buffer.byteLength(
      JSON.stringify({
        aps: { alert: { title: "", body: "" }, sound: "default", "mutable-content": 1 },
        relance: { attemptId: "k3" },
      }),
    );
    const fits = Math.floor((4_096 - overhead) / 2);
    await provider.send(bodyOf(fits), { signal });
    await expect(provider.send(bodyOf(fits + 1), { signal })).rejects.toMatchObject({
      code: "provider/bad-content",
      disposition: "reroute",
    });
    expect(apns.requests).toHaveLength(1);
  });

  it.each([
    { to: "fcm:abc" as const, disposition: "reroute" },
    { to: "apns:" as const, disposition: "reject" },
    { to: "apns:abc" as const, disposition: "reject" },
    { to: `apns:${DEVICE}/../../${OTHER}` as const, disposition: "reject" },
  ])("to $to is not sent, with the disposition $disposition", async ({ to, disposition }) => {
    await using apns = await startApns({ signingKey, devices });
    await using provider = testApns(apns.origin);
    const sending = provider.send(appMessage({ to }), { signal });
    await expect(sending).rejects.toMatchObject({ code: "provider/bad-recipient", disposition, outcome: "not-sent" });
    expect(apns.requests).toHaveLength(0);
  });
});

describe("the provider token", () => {
  it("is the same for all messages within half an hour, and never older", async () => {
    let at = NOON + 29 * 60_000;
    const now = () => at;
    await using apns = await startApns({ signingKey, devices, now });
    await using first = testApns(apns.origin, { now });
    await first.send(appMessage(), { signal });
    await using second = testApns(apns.origin, { now }); // a restarted worker
    await second.send(appMessage(), { signal });
    at += 2 * 60_000;
    await first.send(appMessage(), { signal });
    await second.send(appMessage(), { signal });
    at += 28 * 60_000;
    await first.send(appMessage(), { signal });
    const claims = apns.requests.map(({ headers }) => claimsOf(headers.authorization));
    const [before, after] = [NOON / 1000, NOON / 1000 + 1_800];
    expect(claims.map(({ iat }) => iat)).toEqual([before, before, after, after, after]);
    expect(apns.accepted).toHaveLength(5);
    const tokens = apns.requests.map(({ headers }) => headers.authorization);
    expect(tokens[4]).toBe(tokens[2]);
  });

  it.each([
    ["a key that Apple does not know", { keyId: "ZZZZZZZZZZ" }],
    ["a team that it does not belong to", { teamId: "ZZZZZZZZZZ" }],
    ["a clock that is an hour late", { now: () => Date.now() - 2 * 3_600_000 }],
  ])("of %s pauses the provider, and disables no address", async (_, wrong) => {
    await using apns = await startApns({ signingKey, devices });
    await using provider = testApns(apns.origin, wrong);
    const expected = { code: "provider/unauthorized", accountFault: true, outcome: "not-sent" };
    await expect(provider.send(appMessage(), { signal })).rejects.toMatchObject(expected);
    await expect(provider.probe?.({ signal })).rejects.toMatchObject(expected);
  });
});

describe("the probe", () => {
  it("verifies the key, the topic and the connection without a message", async () => {
    await using apns = await startApns({ signingKey, devices });
    await using provider = testApns(apns.origin);
    await provider.probe?.({ signal });
    expect(apns.requests).toHaveLength(0);
    expect(apns.sessions).toHaveLength(1);
    await using stranger = testApns(apns.origin, { topic: "org.example.other" });
    await expect(stranger.probe?.({ signal })).rejects.toMatchObject({
      code: "provider/account",
      vendorCode: "TopicDisallowed",
    });
  });
});

it("declares receipts only if the app reports", async () => {
  await using provider = testApns("https://127.0.0.1:1");
  expect(provider).toMatchObject({
    kind: "apns",
    channel: "app",
    capabilities: { receipts: true, replies: false },
    receipts: { proof: "signed-url" },
  });
  await using silent = testApns("https://127.0.0.1:1", { receipts: false });
  expect(silent.capabilities.receipts).toBe(false);
  expect(silent.receipts).toBeUndefined();
});

function claimsOf(authorization: string | undefined): { readonly iat?: number } {
  return JSON.parse(Buffer.from(authorization?.split(".")[1] ?? "", "base64url").toString());
}
