import { describe, expect, it } from "vitest";
import { mask, onOneLine, printable } from "../../src/output/printable.ts";

describe("foreign text on a terminal", () => {
  it("cannot move the cursor, colour the screen or change the reading direction", () => {
    expect(printable("a\u001b[31mb\u0007c\u202ed\u009be")).toBe("a�[31mb�c�d�e");
  });

  it("keeps letters of every language, lines and tabs", () => {
    expect(printable("réinscription\n\tdemain ✓ 日本")).toBe("réinscription\n\tdemain ✓ 日本");
  });

  it("stays on one line if a line is a record", () => {
    expect(onOneLine("a\r\n b\nc")).toBe("a� b c");
  });
});

describe("a masked address", () => {
  it.each([
    { channel: "sms", address: "+33639980001", shown: "+33…01" },
    { channel: "email", address: "ada@example.org", shown: "a…@example.org" },
    {
      channel: "push",
      address: '{"endpoint":"https://push.example.org/x/secret"}',
      shown: "push.example.org",
    },
    { channel: "push", address: "broken", shown: "push subscription" },
  ] as const)("shows enough of $channel to recognize it, and too little to use it", ({ channel, address, shown }) => {
    expect(mask(channel, address)).toBe(shown);
  });
});
