import { afterEach, describe, expect, it, vi } from "vitest";
import { type TwilioSmsOptions, twilioSms } from "../src/index.ts";
import { account, message } from "./support/account.ts";
import { failure, startTwilio } from "./support/twilio-server.ts";

const signal = new AbortController().signal;

async function sent(options: Partial<TwilioSmsOptions> = {}, changed: Partial<typeof message> = {}) {
  await using twilio = await startTwilio();
  const sms = twilioSms({ ...account, baseUrl: twilio.baseUrl, ...options });
  await sms.send({ ...message, ...changed }, { signal });
  await sms.close?.();
  return Object.fromEntries(twilio.creates[0] ?? []);
}

describe("a message", () => {
  afterEach(() => vi.unstubAllEnvs());

  it("contains number, sender, text, validity and our callback with the longest retries", async () => {
    expect(await sent()).toEqual({
      To: "+33639980001",
      From: "+33639980000",
      Body: "Votre rendez-vous est demain à 9 h.",
      ValidityPeriod: "3600",
      StatusCallback: `${message.callbackUrl}#rc=5&rp=all&tt=15000`,
    });
  });

  it("is sent through a messaging service instead of a number", async () => {
    const options = { from: undefined, messagingServiceSid: "MG1" };
    expect(await sent(options)).toMatchObject({ MessagingServiceSid: "MG1" });
  });

  it("requests no callback without a public URL", async () => {
    expect(await sent({}, { callbackUrl: undefined })).not.toHaveProperty("StatusCallback");
  });

  it.each([
    { validityMs: 1, seconds: "1" },
    { validityMs: 90_500, seconds: "90" },
    { validityMs: 90_000_000, seconds: "36000" },
  ])("limits a validity of $validityMs ms to Twilio's range", async ({ validityMs, seconds }) => {
    expect(await sent({}, { validityMs })).toMatchObject({ ValidityPeriod: seconds });
  });

  it("contains the account's own parameters, lists included", async () => {
    const parameters = { smartEncoded: true, mediaUrl: ["https://a.example/1", "https://a.example/2"] };
    expect(await sent({ parameters })).toMatchObject({
      SmartEncoded: "true",
      MediaUrl: "https://a.example/2",
    });
  });

  it("is signed with the account's token, the newest of several, or the API key", async () => {
    await using twilio = await startTwilio();
    const base = { ...account, baseUrl: twilio.baseUrl };
    const apiKey = { sid: "SK1", secret: "of-the-key" };
    for (const options of [base, { ...base, authToken: ["new", "old"] }, { ...base, apiKey }]) {
      const sms = twilioSms(options);
      await sms.send(message, { signal });
      await sms.close?.();
    }
    const users = [`${account.accountSid}:${account.authToken}`, `${account.accountSid}:new`, "SK1:of-the-key"];
    expect([...twilio.authorizations]).toEqual(users.map((user) => `Basic ${btoa(user)}`));
  });

  it("uses no environment variables", async () => {
    for (const name of ["ACCOUNT_SID", "AUTH_TOKEN", "EDGE", "REGION"]) vi.stubEnv(`TWILIO_${name}`, "elsewhere");
    vi.stubEnv("TWILIO_LOG_LEVEL", "debug");
    vi.stubEnv("TWILIO_CA_BUNDLE", "/nowhere/ca.pem");
    vi.stubEnv("HTTP_PROXY", "http://127.0.0.1:1");
    const log = vi.spyOn(console, "log");
    expect(await sent()).toHaveProperty("To");
    expect(log).not.toHaveBeenCalled();
    log.mockRestore();
  });
});

describe("a refusal", () => {
  it.each([
    { status: 400, code: 21211, error: "provider/bad-recipient", disposition: "reject" },
    { status: 400, code: 21614, error: "provider/bad-recipient", disposition: "reject" },
    { status: 400, code: 21610, error: "provider/opted-out", disposition: "reject" },
    { status: 400, code: 21617, error: "provider/bad-content", disposition: "reroute" },
    { status: 400, code: 21606, error: "provider/bad-sender", disposition: "reroute" },
    { status: 400, code: 21408, error: "provider/bad-sender", disposition: "reroute" },
    { status: 400, code: 99999, error: "provider/refused", disposition: "reroute" },
    { status: 401, code: 20003, error: "provider/unauthorized", disposition: "reroute", accountFault: true },
    { status: 403, code: 20403, error: "provider/account", disposition: "reroute", accountFault: true },
    { status: 404, code: 20404, error: "provider/account", disposition: "reroute", accountFault: true },
    { status: 429, code: 63038, error: "provider/account", disposition: "reroute", accountFault: true },
    { status: 429, code: 20429, error: "provider/rate-limited", disposition: "retry" },
    { status: 400, code: 21611, error: "provider/rate-limited", disposition: "retry" },
    { status: 503, code: 20429, error: "provider/rate-limited", disposition: "retry" },
  ])("$status with code $code is $error, certainly not sent", async ({ status, code, error, ...rest }) => {
    await using twilio = await startTwilio();
    twilio.mode(failure(status, code));
    const sms = twilioSms({ ...account, baseUrl: twilio.baseUrl });
    const expected = {
      code: error,
      vendorCode: String(code),
      outcome: "not-sent",
      accountFault: false,
      ...rest,
    };
    await expect(sms.send(message, { signal })).rejects.toMatchObject(expected);
    expect(twilio.creates).toHaveLength(1);
    await sms.close?.();
  });

  it.each([
    { what: "5xx", answer: failure(500, 20500) },
    { what: "5xx, even with a code that means a refusal elsewhere", answer: failure(502, 21211) },
    { what: "a proxy's page", answer: { status: 502, body: "<html>Bad Gateway</html>" } },
    { what: "a redirect", answer: { status: 307, headers: { location: "/elsewhere" } } },
    { what: "a success that is not JSON", answer: { status: 201, body: "<html>Welcome</html>" } },
    { what: "a success without a sid", answer: { status: 201, body: "{}" } },
    { what: "a success of null", answer: { status: 200, body: "null" } },
  ])("$what leaves the outcome unknown after one request", async ({ answer }) => {
    await using twilio = await startTwilio();
    twilio.mode(answer);
    const sms = twilioSms({ ...account, baseUrl: twilio.baseUrl });
    await expect(sms.send(message, { signal })).rejects.toMatchObject({ outcome: "unknown" });
    expect(twilio.log).toHaveLength(1);
    await sms.close?.();
  });

  it.each([
    { answer: { status: 403, body: "<html>Forbidden</html>" }, code: "provider/unauthorized" },
    { answer: { status: 429, body: "null" }, code: "provider/rate-limited" },
    { answer: { status: 400, body: '"no"' }, code: "provider/refused" },
  ])("$answer.status that is not Twilio's is classified by its status", async ({ answer, code }) => {
    await using twilio = await startTwilio();
    twilio.mode(answer);
    const sms = twilioSms({ ...account, baseUrl: twilio.baseUrl });
    await expect(sms.send(message, { signal })).rejects.toMatchObject({ code, vendorCode: undefined });
    await sms.close?.();
  });

  it("states how long to wait", async () => {
    await using twilio = await startTwilio();
    twilio.mode("throttle");
    const sms = twilioSms({ ...account, baseUrl: twilio.baseUrl });
    await expect(sms.send(message, { signal })).rejects.toMatchObject({ retryAfterMs: 7_000 });
    await sms.close?.();
  });

  it("in the newer problem format is parsed the same", async () => {
    await using twilio = await startTwilio();
    const problem = { type: "https://x", title: "Invalid +33639980001", status: 400, code: 21211 };
    twilio.mode({ status: 400, body: JSON.stringify(problem) });
    const sms = twilioSms({ ...account, baseUrl: twilio.baseUrl });
    await expect(sms.send(message, { signal })).rejects.toMatchObject({
      code: "provider/bad-recipient",
      message: "twilio-sms: HTTP 400, code 21211",
    });
    await sms.close?.();
  });
});
