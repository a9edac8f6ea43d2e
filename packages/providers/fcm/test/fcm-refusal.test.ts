import { describe, expect, it } from "vitest";
import {
  type FcmReply,
  GONE,
  NO_TOKEN,
  OTHER_PROJECT,
  refusal,
  startFcm,
  TOO_BIG,
  violation,
} from "./support/fcm-server.ts";
import { appMessage, DEVICE, signal, testFcm } from "./support/fcm-set-up.ts";

const REJECT = { disposition: "reject", outcome: "not-sent", accountFault: false };
const REROUTE = { disposition: "reroute", outcome: "not-sent", accountFault: false };
const ACCOUNT = { disposition: "reroute", outcome: "not-sent", accountFault: true };
const LATER = { disposition: "retry", outcome: "not-sent", accountFault: false };
const OPEN = { disposition: "retry", outcome: "unknown", accountFault: false };

const CASES: readonly (readonly [says: string, reply: FcmReply, code: string, expected: object])[] = [
  ["UNREGISTERED ends the token", GONE, "provider/bad-recipient", { ...REJECT, vendorCode: "UNREGISTERED" }],
  ["SENDER_ID_MISMATCH ends no token", OTHER_PROJECT, "provider/refused", REROUTE],
  ["a sentence about the token ends it", NO_TOKEN, "provider/bad-recipient", REJECT],
  ["a violation of the token alone ends it", violation("message.token", "Invalid"), "provider/bad-recipient", REJECT],
  ["a violation of another field ends none", violation("message.android.ttl", "x"), "provider/bad-content", REROUTE],
  ["a message that is too big ends none", TOO_BIG, "provider/bad-content", REROUTE],
  [
    "no details end none",
    refusal(400, "INVALID_ARGUMENT", "Request contains an invalid argument."),
    "provider/bad-content",
    REROUTE,
  ],
  [
    "a project that is not there",
    refusal(404, "NOT_FOUND", "Requested entity was not found."),
    "provider/account",
    ACCOUNT,
  ],
  ["an API that is switched off", refusal(403, "PERMISSION_DENIED", "disabled"), "provider/unauthorized", ACCOUNT],
  ["a token of nobody", refusal(401, "UNAUTHENTICATED", "invalid"), "provider/unauthorized", ACCOUNT],
  [
    "a quota without a time",
    refusal(429, "RESOURCE_EXHAUSTED", "x", "QUOTA_EXCEEDED"),
    "provider/rate-limited",
    { ...LATER, retryAfterMs: 60_000 },
  ],
  ["a quota of Google's front", refusal(429, "RESOURCE_EXHAUSTED", "x"), "provider/rate-limited", LATER],
  ["UNAVAILABLE", refusal(503, "UNAVAILABLE", "x", "UNAVAILABLE"), "provider/unavailable", OPEN],
  ["INTERNAL", refusal(500, "INTERNAL", "x", "INTERNAL"), "provider/unavailable", OPEN],
  ["UNSPECIFIED_ERROR", refusal(500, "UNKNOWN", "x", "UNSPECIFIED_ERROR"), "provider/unavailable", OPEN],
  [
    "a page of Google's front",
    { status: 502, body: "<!DOCTYPE html><title>Error 502 (Server Error)!!1</title>" },
    "provider/unavailable",
    OPEN,
  ],
  ["a redirect", { status: 302, headers: { location: "https://elsewhere.example" } }, "provider/bad-response", OPEN],
  ["a yes without a name", { status: 200, body: "{}" }, "provider/bad-response", OPEN],
  [
    "details that are none",
    { status: 400, body: { error: { details: { "@type": 1 } } } },
    "provider/bad-content",
    REROUTE,
  ],
];

it.each(CASES)("%s, after one request", async (_, reply, code, expected) => {
  await using fcm = await startFcm({ devices: { [DEVICE]: "known" } });
  await using provider = testFcm(fcm.origin);
  fcm.answer(reply);
  await expect(provider.send(appMessage(), { signal })).rejects.toMatchObject({ code, ...expected });
  expect(fcm.requests).toHaveLength(1);
});

it.each([
  ["known", undefined],
  ["gone", "provider/bad-recipient"],
  ["of another project", "provider/refused"],
] as const)("a device that is %s gets this answer from the real request", async (state, code) => {
  await using fcm = await startFcm({ devices: { [DEVICE]: state } });
  await using provider = testFcm(fcm.origin);
  const sending = provider.send(appMessage(), { signal }).catch((error: unknown) => error);
  if (code === undefined) expect(await sending).toHaveProperty("ref");
  else expect(await sending).toMatchObject({ code });
});

describe("a quota", () => {
  it.each([
    ["7", 7_000],
    [new Date(Date.UTC(2026, 10, 25, 12, 0, 30)).toUTCString(), 30_000],
  ])("pauses the provider for Retry-After %s", async (header, retryAfterMs) => {
    const now = () => Date.UTC(2026, 10, 25, 12);
    await using fcm = await startFcm({ devices: { [DEVICE]: "known" }, now });
    await using provider = testFcm(fcm.origin, { now });
    const quota = refusal(429, "RESOURCE_EXHAUSTED", "Quota exceeded", "QUOTA_EXCEEDED");
    fcm.answer({ ...quota, headers: { "retry-after": header } });
    await expect(provider.send(appMessage(), { signal })).rejects.toMatchObject({ ...LATER, retryAfterMs });
  });
});

it("returns the meaning of a code", async () => {
  await using provider = testFcm("https://127.0.0.1:1");
  const codes = ["UNREGISTERED", "SENDER_ID_MISMATCH", "QUOTA_EXCEEDED", "INVALID_ARGUMENT", "BOGUS"];
  expect(codes.map((code) => provider.meaningOf?.(code))).toEqual([
    "provider/bad-recipient",
    "provider/refused",
    "provider/rate-limited",
    undefined,
    undefined,
  ]);
});
