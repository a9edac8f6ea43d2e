import { destinationFor } from "@relance/rules";
import { describe, expect, it } from "vitest";

describe("the destination of an address", () => {
  it.each([
    ["sms", "+33671234567", "+3367"],
    ["email", "jo@Mail.Example.org", "mail.example.org"],
    ["email", '"odd@name"@example.net', "example.net"],
    ["push", JSON.stringify({ endpoint: "https://push.example.com/abc", keys: {} }), "push.example.com"],
    ["push", "not JSON", ""],
  ] as const)("%s %s is in destination %s", (channel, address, part) => {
    expect(destinationFor(channel, address)).toBe(part);
  });

  it("never contains more than a prefix or a domain", () => {
    expect(destinationFor("sms", "+33671234567")).not.toContain("234567");
    expect(destinationFor("email", `jo@${"x".repeat(300)}.org`)).toHaveLength(64);
  });
});
