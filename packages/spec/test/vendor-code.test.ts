import { vendorCode } from "@relance/spec";
import { describe, expect, it } from "vitest";

describe("the error code of a provider's API", () => {
  it.each([
    "21211",
    "EC_ABSENT_SUBSCRIBER",
    "unknown-address",
    "5.1.1",
    "550 5.1.1",
    "ERR:42",
    "0x0000000B",
    "ETIMEDOUT",
  ])("is stored: %s", (said) => {
    expect(vendorCode(said)).toBe(said);
  });

  it.each([
    ["a phone number", "+33639980001"],
    ["its digits", "33639980001"],
    ["its digits as they are written", "06.39.98.00.01"],
    ["its digits in parts", "06-39-98_00:01"],
    ["a number within a word", "unknown_33639980001"],
    ["a mail address", "anna@example.org"],
    ["a sentence", "Dear Anna, no such number"],
    ["a mail server's sentence", "550 5.1.1 no anna here"],
    ["several lines", "21211\n33639980001"],
    ["more than a code", "x".repeat(65)],
    ["nothing", ""],
    ["nothing at all", undefined],
  ])("is dropped if it is %s", (_, said) => {
    expect(vendorCode(said)).toBeUndefined();
  });
});
