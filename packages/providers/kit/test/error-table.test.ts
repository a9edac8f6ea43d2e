import { describe, expect, it } from "vitest";
import { byWord, namedErrors, refusal, sameAsAny, statusClass } from "../src/index.ts";

describe("an error table", () => {
  const table = namedErrors(byWord({ "bad-recipient": "21211, 21614", account: "NO_CREDIT" }));

  it("finds the class of a code, number or word", () => {
    expect(table.get("21614")?.code).toBe("provider/bad-recipient");
    expect(table.get("NO_CREDIT")?.accountFault).toBe(true);
    expect(table.get("1")).toBeUndefined();
  });

  it("converts a class to an error that was certainly not sent, unless the class states otherwise", () => {
    const error = refusal("test-sms", statusClass(429), { status: 429, retryAfterMs: 7_000 });
    expect(error).toMatchObject({
      code: "provider/rate-limited",
      disposition: "retry",
      outcome: "not-sent",
      retryAfterMs: 7_000,
      accountFault: false,
      message: "test-sms: HTTP 429",
    });
  });
});

it.each([
  { status: 400, code: "provider/refused", outcome: "not-sent" },
  { status: 401, code: "provider/unauthorized", outcome: "not-sent" },
  { status: 402, code: "provider/account", outcome: "not-sent" },
  { status: 403, code: "provider/unauthorized", outcome: "not-sent" },
  { status: 408, code: "provider/unavailable", outcome: "unknown" },
  { status: 429, code: "provider/rate-limited", outcome: "not-sent" },
  { status: 500, code: "provider/unavailable", outcome: "unknown" },
  { status: 503, code: "provider/unavailable", outcome: "unknown" },
  { status: 302, code: "provider/bad-response", outcome: "unknown" },
])("HTTP $status alone is $code and $outcome", ({ status, code, outcome }) => {
  const error = refusal("test-sms", statusClass(status), { status });
  expect(error).toMatchObject({ code, outcome });
});

describe("a secret", () => {
  it("is equal only if every byte is", () => {
    expect(sameAsAny(["token"], "token")).toBe(true);
    expect(sameAsAny(["token"], "tokem")).toBe(false);
    expect(sameAsAny(["token"], "token ")).toBe(false);
    expect(sameAsAny(["token"], "")).toBe(false);
    expect(sameAsAny(["token"], Buffer.from("token"))).toBe(true);
  });

  it("may be one of several, so that it can be rotated", () => {
    expect(sameAsAny(["new", "old"], "old")).toBe(true);
    expect(sameAsAny(["new", "old"], "older")).toBe(false);
    expect(sameAsAny([], "")).toBe(false);
  });
});
