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
  ])("that are wrong in $path are refused at the start", ({ path, options }) => {
    expect(problemsOf(options)).toEqual([path]);
  });

  it("are all checked in one run, and never quoted in the message", () => {
    expect(problemsOf({ accountSid: "AC", from: undefined, timeout: "0s" })).toEqual(["accountSid", "from", "timeout"]);
  });

  it.each(["+33639980000", "36180", "PREFECTURE", "Mairie 75"])("accept %s as a sender", (from) => {
    expect(problemsOf({ from })).toEqual([]);
  });
});

describe("the declared capabilities", () => {
  it("include replies to a number, and lists of missed ones", () => {
    const sms = twilioSms(account);
    expect(sms.capabilities).toEqual({
      receipts: true,
      replies: true,
      callbackRetryMs: 15_000,
    });
    expect(sms.inbound).toBeDefined();
  });

  it("include replies to a messaging service, but no lists, because its numbers are unknown", () => {
    const sms = twilioSms({ ...account, from: undefined, messagingServiceSid: "MG1" });
    expect(sms.capabilities.replies).toBe(true);
    expect(sms.inbound).toBeUndefined();
  });

  it("exclude replies to a name", () => {
    const sms = twilioSms({ ...account, from: "PREFECTURE" });
    expect(sms.capabilities.replies).toBe(false);
    expect(sms.inbound).toBeUndefined();
  });

  it("respect the send budget, transport timeouts included", () => {
    expect(twilioSms({ ...account, timeout: "3s" }).sendBudgetMs).toBeGreaterThanOrEqual(3_000);
  });
});
