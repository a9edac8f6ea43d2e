import { describe, expect, it } from "vitest";
import { type HttpSmsOptions, httpSms } from "../src/index.ts";
import { type FixedAnswer, startGateway } from "./support/gateway.ts";
import { message, secondCarrier } from "./support/second-carrier.ts";

const signal = new AbortController().signal;

async function answered(answer: FixedAnswer, options: Partial<HttpSmsOptions> = {}): Promise<unknown> {
  await using gateway = await startGateway();
  gateway.mode(answer);
  const sms = httpSms({ ...secondCarrier(gateway.url), ...options });
  try {
    return await sms.send(message, { signal });
  } catch (error) {
    return error;
  } finally {
    await sms.close?.();
  }
}

describe("the gateway's id", () => {
  it.each([
    {
      what: "at a path",
      ref: "data.messages[0].id",
      body: '{"data":{"messages":[{"id":4711}]}}',
      found: "4711",
    },
    { what: "in plain text, by a pattern", ref: /^OK: (\w+)/, body: "OK: m-1", found: "m" },
    { what: "nowhere: it is our own", ref: undefined, body: "queued", found: "k1" },
  ])("is found $what", async ({ ref, body, found }) => {
    expect(await answered({ status: 200, body }, { ref })).toEqual({ ref: found });
  });

  it.each([
    { what: "missing", body: "{}" },
    { what: "not text", body: '{"id":{"a":1}}' },
    { what: "empty", body: '{"id":""}' },
    { what: "inherited", body: '{"status":1}', ref: "constructor.name" },
    { what: "in no JSON", body: "<html>" },
  ])("that is $what leaves the outcome unknown", async ({ body, ref = "id" }) => {
    expect(await answered({ status: 200, body }, { ref })).toMatchObject({
      code: "provider/bad-response",
      outcome: "unknown",
    });
  });
});

describe("an answer of 200 to every request", () => {
  const accept = { at: "result.code", is: [0, "queued"] };
  const errors = { "12": "bad-recipient", "99": "account" } as const;
  const rules = { accept, errors, errorCode: "result.code", ref: "result.id" };

  it.each(["0", '"queued"', '"0"'])("is accepted with %s", async (code) => {
    const body = `{"result":{"code":${code},"id":"m1"}}`;
    expect(await answered({ status: 200, body }, rules)).toEqual({ ref: "m1" });
  });

  it.each([
    {
      code: 12,
      expected: {
        code: "provider/bad-recipient",
        disposition: "reject",
        outcome: "not-sent",
        vendorCode: "12",
      },
    },
    { code: 99, expected: { code: "provider/account", accountFault: true, outcome: "not-sent" } },
    { code: 77, expected: { code: "provider/bad-response", outcome: "unknown", vendorCode: "77" } },
  ])("with code $code is classified by the table, and an unlisted code proves nothing", async ({ code, expected }) => {
    expect(await answered({ status: 200, body: `{"result":{"code":${code}}}` }, rules)).toMatchObject(expected);
  });

  it("that is a proxy's page proves nothing", async () => {
    expect(await answered({ status: 200, body: "<html>" }, rules)).toMatchObject({ outcome: "unknown" });
  });
});

describe("a refusal", () => {
  it.each([
    { status: 400, error: "unknown_subscriber", code: "provider/bad-recipient", disposition: "reject" },
    { status: 400, error: "opted_out", code: "provider/opted-out", disposition: "reject" },
    {
      status: 401,
      error: "bad_key",
      code: "provider/unauthorized",
      disposition: "reroute",
      accountFault: true,
    },
    { status: 400, error: "no_idea", code: "provider/refused", disposition: "reroute" },
    { status: 402, error: "no_idea", code: "provider/account", disposition: "reroute", accountFault: true },
    { status: 429, error: "too_fast", code: "provider/rate-limited", disposition: "retry" },
  ])("$status $error is $code, certainly not sent", async ({ error, ...expected }) => {
    const answer = { status: expected.status, body: JSON.stringify({ error }) };
    const { status: _, ...facts } = expected;
    expect(await answered(answer)).toMatchObject({ ...facts, outcome: "not-sent", vendorCode: error });
  });

  it("by status can have a configured meaning", async () => {
    const statuses = { "503": "throttled" } as const;
    const answer = { status: 503, headers: { "retry-after": "3" } };
    expect(await answered(answer, { statuses })).toMatchObject({
      code: "provider/rate-limited",
      outcome: "not-sent",
      retryAfterMs: 3_000,
    });
  });

  it("of 503 is a refusal with a code that proves it; otherwise the outcome is unknown", async () => {
    const options = { errors: { busy: "throttled" } } as const;
    const answer = { status: 503, headers: {}, body: '{"error":"busy"}' };
    expect(await answered(answer, options)).toMatchObject({ code: "provider/rate-limited", outcome: "not-sent" });
    expect(await answered({ ...answer, body: "{}" }, options)).toMatchObject({ outcome: "unknown" });
    expect(await answered({ ...answer, status: 500, body: "{}" }, options)).toMatchObject({ outcome: "unknown" });
    expect(await answered(answer, { errors: {} })).toMatchObject({ outcome: "unknown" });
  });

  it("in plain text is parsed with a pattern", async () => {
    const options = { errorCode: /^ERR (\d+)/, errors: { "104": "bad-recipient" } } as const;
    expect(await answered({ status: 400, body: "ERR 104 invalid +33639980001" }, options)).toMatchObject({
      code: "provider/bad-recipient",
      vendorCode: "104",
    });
  });

  it("contains no sentence as a code", async () => {
    const body = '{"error":"the number +33639980001 is wrong"}';
    expect(await answered({ status: 400, body })).toMatchObject({
      vendorCode: undefined,
      message: "http-sms: HTTP 400",
    });
  });

  it.each([500, 502, 503, 408])("of %s alone leaves the outcome unknown", async (status) => {
    expect(await answered({ status })).toMatchObject({ code: "provider/unavailable", outcome: "unknown" });
  });
});
