import type { Provider } from "@relance/spec";
import { describe, expect, it } from "vitest";
import { alertGaps, alertWays } from "../../src/alerts/alert-ways.ts";

function provider(channel: "sms" | "email", vendor: string): Provider {
  return {
    kind: "none",
    channel,
    vendor,
    capabilities: { receipts: false, replies: false },
    send: async () => ({ ref: "" }),
  };
}

const PROVIDERS = new Map([
  ["sms.main", provider("sms", "one")],
  ["sms.spare", provider("sms", "one")],
  ["sms.second", provider("sms", "two")],
  ["email.main", provider("email", "three")],
]);
const over = (about: string[], via?: string) =>
  alertWays(PROVIDERS, "sms", new Set(about), via).map(({ name: provider, apart }) => [provider, apart]);

describe("the way of an alert", () => {
  it("leads through another vendor first, and over the provider in trouble last", () => {
    expect(over(["sms.main"])).toEqual([
      ["sms.second", "vendor"],
      ["sms.spare", "provider"],
      ["sms.main", "none"],
    ]);
  });

  it("is the one that was asked for, unless that one is in trouble", () => {
    expect(over(["email.main"], "sms.second")[0]).toEqual(["sms.second", "vendor"]);
    expect(over(["sms.second"], "sms.second").at(-1)).toEqual(["sms.second", "none"]);
    expect(over(["sms.main", "sms.second"], "sms.second")[0]).toEqual(["sms.spare", "provider"]);
  });

  it("is missing, and that is known, where a channel has one provider or one vendor", () => {
    expect(alertGaps(PROVIDERS, { sms: {}, email: {} })).toEqual([
      { channel: "email", about: "email.main", over: "email.main", apart: "none" },
    ]);
    const oneVendor = new Map([...PROVIDERS].filter(([name]) => name !== "sms.second"));
    expect(alertGaps(oneVendor, { sms: {} })).toEqual([
      { channel: "sms", about: "sms.main", over: "sms.spare", apart: "provider" },
      { channel: "sms", about: "sms.spare", over: "sms.main", apart: "provider" },
    ]);
    expect(alertGaps(PROVIDERS, { sms: {} })).toEqual([]);
  });
});
