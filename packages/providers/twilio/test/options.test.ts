import { ConfigError } from "@relance/spec";
import { describe, expect, it } from "vitest";
import { type TwilioSmsOptions, twilioSms } from "../src/index.ts";
import { account } from "./support/account.ts";

function problemsOf(options: Partial<TwilioSmsOptions>): readonly string[] {
  try {
    twilioSms({ ...account, ...options });
    return [];
  } catch (error) {
    return error instanceof ConfigError ? error.problems.map(({ path }) => path) : ["not a ConfigError"];
  }
}

describe("options", () => {
  it.each([
    { path: "accountSid", options: { accountSid: "SK00000000000000000000000000000000" } },
    { path: "authToken", options: { authToken: "" } },
    { path: "authToken", options: { authToken: [] } },
    { path: "authToken", options: { authToken: "a-token-out-of-a-file\n" } },
    { path: "apiKey", options: { apiKey: { sid: "AC1", secret: "x" } } },
    { path: "apiKey", options: { apiKey: { sid: "SK1", secret: undefined as unknown as string } } },
    { path: "from", options: { messagingServiceSid: "MG1" } },
    { path: "from", options: { from: undefined } },
    { path: "from", options: { from: "notaire & fils" } },
    { path: "messagingServiceSid", options: { from: undefined, messagingServiceSid: "XX1" } },
    { path: "baseUrl", options: { baseUrl: "http://api.twilio.com" } },
    { path: "baseUrl", options: { baseUrl: "api.twilio.com" } },
    { path: "timeout", options: { timeout: "0s" as const } },
    { path: "concurrency", options: { concurrency: 0.5 } },
  ])("that are wrong in $path are refused before anything starts", ({ path, options }) => {
    expect(problemsOf(options)).toEqual([path]);
  });

  it("are all checked at once, and never repeated in the message", () => {
    expect(problemsOf({ accountSid: "AC", from: undefined, timeout: "0s" })).toEqual(["accountSid", "from", "timeout"]);
  });

  it.each(["+33639980000", "36180", "PREFECTURE", "Mairie 75"])("take %s as a sender", (from) => {
    expect(problemsOf({ from })).toEqual([]);
  });
});

describe("what it can", () => {
  it("hear answers to a number, and list those that were missed", () => {
    const sms = twilioSms(account);
    expect(sms.capabilities).toEqual({
      receipts: true,
      replies: true,
      callbackRetryMs: 15_000,
    });
    expect(sms.inbound).toBeDefined();
  });

  it("hear answers to a messaging service, but not list them: its numbers are unknown", () => {
    const sms = twilioSms({ ...account, from: undefined, messagingServiceSid: "MG1" });
    expect(sms.capabilities.replies).toBe(true);
    expect(sms.inbound).toBeUndefined();
  });

  it("not hear answers to a name", () => {
    const sms = twilioSms({ ...account, from: "PREFECTURE" });
    expect(sms.capabilities.replies).toBe(false);
    expect(sms.inbound).toBeUndefined();
  });

  it("keep within its send budget, transport timeouts included", () => {
    expect(twilioSms({ ...account, timeout: "3s" }).sendBudgetMs).toBeGreaterThanOrEqual(3_000);
  });
});
