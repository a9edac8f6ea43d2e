import type { Provider } from "@relance/spec";
import { describe, expect, it } from "vitest";
import { type FcmReply, refusal, startFcm } from "./support/fcm-server.ts";
import { appMessage, DEVICE, signal, testFcm } from "./support/fcm-set-up.ts";

const devices = { [DEVICE]: "known" } as const;
const CERTAIN = { outcome: "not-sent", disposition: "retry" };

function sendMany(provider: Provider<"app">, count: number): Promise<unknown>[] {
  return Array.from({ length: count }, (_, index) =>
    provider.send(appMessage({ attemptId: `m${index}` }), { signal }).catch((error: unknown) => error),
  );
}

describe("an access token", () => {
  it("is requested once for all callers, and cached while it is valid", async () => {
    let at = Date.now();
    const now = () => at;
    await using fcm = await startFcm({ devices, now });
    await using provider = testFcm(fcm.origin, { now });
    await Promise.all(sendMany(provider, 20));
    expect([fcm.tokens.length, fcm.requests.length, fcm.sessions.length]).toEqual([1, 20, 1]);
    at += 54 * 60_000;
    await provider.send(appMessage(), { signal });
    expect(fcm.tokens).toHaveLength(1);
    at += 60_000; // less than five minutes before the token expires
    const sent = await Promise.all(sendMany(provider, 20));
    expect(sent.every((one) => typeof one === "object" && one !== null && "ref" in one)).toBe(true);
    expect(fcm.tokens).toHaveLength(2);
  });

  it("that Google revokes is dropped: the message after that uses another", async () => {
    await using fcm = await startFcm({ devices });
    await using provider = testFcm(fcm.origin);
    await provider.send(appMessage(), { signal });
    fcm.revoke();
    const sending = provider.send(appMessage(), { signal });
    await expect(sending).rejects.toMatchObject({ code: "provider/unauthorized", accountFault: true });
    expect(await provider.send(appMessage(), { signal })).toHaveProperty("ref");
    expect(fcm.tokens).toHaveLength(2);
  });

  it("is not replaced because of a wrong APNs key of the project", async () => {
    await using fcm = await startFcm({ devices });
    await using provider = testFcm(fcm.origin);
    fcm.answer(refusal(401, "UNAUTHENTICATED", "Auth error from APNS or Web Push Service", "THIRD_PARTY_AUTH_ERROR"));
    const expected = { code: "provider/refused", disposition: "reroute", accountFault: false };
    await expect(provider.send(appMessage(), { signal })).rejects.toMatchObject(expected);
    fcm.mode("accept");
    await provider.send(appMessage(), { signal });
    expect(fcm.tokens).toHaveLength(1);
  });
});

describe("without an access token nothing is sent", () => {
  it.each([
    { status: 400, body: { error: "invalid_grant" }, code: "provider/unauthorized", accountFault: true },
    { status: 401, body: { error: "invalid_client" }, code: "provider/unauthorized", accountFault: true },
    { status: 429, body: "", code: "provider/rate-limited", accountFault: false },
    { status: 500, body: "", code: "provider/unavailable", accountFault: false },
    { status: 503, body: "<html>", code: "provider/unavailable", accountFault: false },
    { status: 200, body: "{}", code: "provider/bad-response", accountFault: false },
  ])("if Google answers $status $body", async ({ status, body, ...expected }) => {
    await using fcm = await startFcm({ devices });
    await using provider = testFcm(fcm.origin);
    fcm.answerToken({ status, body });
    await expect(provider.send(appMessage(), { signal })).rejects.toMatchObject({ ...expected, outcome: "not-sent" });
    expect(fcm.requests).toHaveLength(0);
  });

  it("if Google does not answer, and the next message requests a token again", async () => {
    await using fcm = await startFcm({ devices });
    await using provider = testFcm(fcm.origin, { timeout: "1500ms" });
    fcm.answerToken(undefined);
    const expected = { ...CERTAIN, code: "provider/unreachable" };
    expect(await Promise.all(sendMany(provider, 3))).toMatchObject([expected, expected, expected]);
    expect(await Promise.all(sendMany(provider, 1))).toMatchObject([expected]);
    expect([fcm.tokens.length, fcm.requests.length]).toEqual([2, 0]);
  });

  it("if one caller aborts; the others continue to wait", async () => {
    await using fcm = await startFcm({ devices });
    await using provider = testFcm(fcm.origin);
    const late = Promise.withResolvers<FcmReply>();
    fcm.answerToken(late.promise);
    const stop = new AbortController();
    const stopped = provider.send(appMessage(), { signal: stop.signal }).catch((error: unknown) => error);
    const [waiting] = sendMany(provider, 1);
    await expect.poll(() => fcm.tokens.length).toBe(1);
    stop.abort();
    expect(await stopped).toMatchObject({ code: "provider/aborted", outcome: "not-sent" });
    late.resolve({ status: 503 });
    expect(await waiting).toMatchObject({ code: "provider/unavailable", outcome: "not-sent" });
    expect(fcm.requests).toHaveLength(0);
  });

  it("if the clock is two hours late", async () => {
    await using fcm = await startFcm({ devices });
    await using provider = testFcm(fcm.origin, { now: () => Date.now() - 2 * 3_600_000 });
    const expected = { code: "provider/unauthorized", accountFault: true, vendorCode: "invalid_grant" };
    await expect(provider.send(appMessage(), { signal })).rejects.toMatchObject(expected);
  });
});
