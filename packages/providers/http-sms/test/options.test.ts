import { ConfigError } from "@relance/spec";
import { describe, expect, it } from "vitest";
import { type HttpSmsOptions, httpSms } from "../src/index.ts";
import { startGateway } from "./support/gateway.ts";
import { message, secondCarrier } from "./support/second-carrier.ts";

const base = secondCarrier("http://127.0.0.1:9");
const signal = new AbortController().signal;

function problemsOf(options: Partial<HttpSmsOptions>): readonly string[] {
  try {
    httpSms({ ...base, lookup: undefined, ...options });
    return [];
  } catch (error) {
    return error instanceof ConfigError ? error.problems.map(({ path }) => path) : ["not a ConfigError"];
  }
}

const receipts = { status: "status", statuses: { OK: "delivered" } } as const;
const replies = { from: "from", text: "text" };

describe("options", () => {
  it("that are valid are accepted", () => {
    expect(problemsOf({})).toEqual([]);
  });

  it.each<{ path: string; options: Partial<HttpSmsOptions> }>([
    { path: "vendor", options: { vendor: " " } },
    { path: "url", options: { url: "gateway.example/send" } },
    { path: "url", options: { url: "http://gateway.example/send" } },
    { path: "url", options: { url: "https://{to}.example/send" } },
    { path: "body", options: { body: { json: { text: "{text}" } } } },
    { path: "body", options: { body: { form: { to: "{toDigits}" } } } },
    { path: "body", options: { body: { json: { to: "{to}", text: "{text}", x: "{phone}" } } } },
    { path: "body", options: { body: { json: { to: "{to}", text: "{text}", x: "{ref}" } } } },
    { path: "body", options: { method: "GET" } },
    { path: "headers.x-id", options: { headers: { "X-Id": "{id}" } } },
    { path: "ref", options: { ref: "a..b" } },
    { path: "ref", options: { ref: /OK \w+/ } },
    { path: "errorCode", options: { errorCode: "a[x]" } },
    { path: "accept.at", options: { accept: { is: [0] } } },
    { path: "errors.12", options: JSON.parse('{"errors":{"12":"constructor"}}') },
    { path: "statuses.4xx", options: { statuses: { "4xx": "refused" } } },
    { path: "receipts.statuses", options: { receipts: { ...receipts, statuses: {} } } },
    {
      path: "receipts.statuses.OK",
      options: JSON.parse('{"receipts":{"status":"s","statuses":{"OK":"arrived"}}}'),
    },
    { path: "receipts.ref", options: { receipts: { ...receipts, ref: "" } } },
    {
      path: "receipts.verify.hmac.secret",
      options: { receipts: { ...receipts, verify: { hmac: { header: "x", secret: "" } } } },
    },
    {
      path: "receipts.verify.token",
      options: { receipts: { ...receipts, verify: { token: { token: "t" } } } },
    },
    { path: "replies.when", options: { receipts: { ...receipts, status: "text" }, replies } },
    { path: "canReply", options: { replies: undefined, canReply: true } },
    { path: "lookup.url", options: { lookup: { url: "https://gateway.example/messages" } } },
    {
      path: "lookup.authoritative",
      options: { lookup: { url: "https://gateway.example/{ref}", authoritative: true } },
    },
    { path: "probe", options: { probe: "http://gateway.example/balance" } },
    { path: "timeout", options: { timeout: "soon" } },
    { path: "concurrency", options: { concurrency: 0 } },
    { path: "explainsWithin", options: { explainsWithin: 120_000 } },
  ])("that are wrong in $path are refused at the start", ({ path, options }) => {
    expect(problemsOf(options)).toEqual([path]);
  });

  it("report the first mistake and its place in the message, and the number of mistakes", () => {
    expect(() => httpSms({ ...base, vendor: " " })).toThrow(
      "http-sms cannot be set up: vendor: name the vendor that carries the messages, such as second-vendor",
    );
    expect(() => httpSms({ ...base, vendor: " ", timeout: "0s" })).toThrow(/^http-sms .*vendor: .*\(2 mistakes in all/);
    expect(() => httpSms({ ...base, vendr: "x" } as never)).toThrow(
      "http-sms cannot be set up: vendr: there is no such setting; did you mean vendor?",
    );
  });

  it("are all checked in one run", () => {
    const nothing = { vendor: undefined, url: undefined, body: undefined } as unknown as HttpSmsOptions;
    expect(problemsOf(nothing)).toEqual(["vendor", "url", "body", "body"]);
    expect(problemsOf({ headers: { authorization: "Bearer k\n" } })).toEqual(["headers.authorization"]);
    expect(problemsOf({ vendor: "", timeout: "0s", body: { json: "{text}" } })).toEqual(["vendor", "body", "timeout"]);
  });
});

describe("the declared capabilities", () => {
  it("follow the description exactly", () => {
    const bare = httpSms({ vendor: "v", url: "https://g.example/?to={to}&text={text}", method: "GET" });
    expect(bare.capabilities).toMatchObject({ receipts: false, replies: false });
    expect(bare).not.toHaveProperty("receipts");
    expect(bare).not.toHaveProperty("lookup");
    expect(bare).not.toHaveProperty("probe");
    expect(httpSms(base).capabilities).toMatchObject({
      receipts: true,
      replies: true,
      lookupIsAuthoritative: true,
    });
    expect(httpSms({ ...base, explainsWithin: "2m" }).capabilities.explainsWithinMs).toBe(120_000);
  });
});

describe("a look-up", () => {
  const question = { attemptId: "k1", submittedAt: new Date() };

  it.each([
    { status: "delivered", expected: { kind: "delivered", ref: "g-k1" } },
    { status: "accepted", expected: "still-accepted" },
  ])("parses $status", async ({ status, expected }) => {
    await using gateway = await startGateway();
    gateway.statuses.set("k1", status);
    const sms = httpSms(secondCarrier(gateway.url));
    const answer = await sms.lookup?.(question, { signal });
    if (typeof expected === "string") expect(answer).toBe(expected);
    else expect(answer).toMatchObject(expected);
    await sms.close?.();
  });

  it("returns not-found if nothing was sent", async () => {
    await using gateway = await startGateway();
    const sms = httpSms(secondCarrier(gateway.url));
    expect(await sms.lookup?.(question, { signal })).toBe("not-found");
    await sms.close?.();
  });

  it("that a proxy answers counts as no answer", async () => {
    await using gateway = await startGateway();
    gateway.mode({ status: 200, body: "<html>Welcome</html>" });
    const sms = httpSms(secondCarrier(gateway.url));
    await expect(sms.lookup?.(question, { signal })).rejects.toMatchObject({ code: "provider/bad-response" });
    await sms.close?.();
  });
});

describe("a probe", () => {
  it("fails with wrong credentials", async () => {
    await using gateway = await startGateway();
    gateway.mode({ status: 401 });
    const sms = httpSms(secondCarrier(gateway.url));
    await expect(sms.probe?.({ signal })).rejects.toMatchObject({ code: "provider/unauthorized" });
    await sms.close?.();
  });

  it("succeeds without sending anything", async () => {
    await using gateway = await startGateway();
    const sms = httpSms(secondCarrier(gateway.url));
    await sms.probe?.({ signal });
    await sms.send(message, { signal });
    expect(gateway.sent).toHaveLength(1);
    await sms.close?.();
  });
});
