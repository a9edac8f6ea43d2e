import fc from "fast-check";
import { expect, it } from "vitest";
import { isMailbox, mailboxDomain } from "../src/index.ts";

it.each(["ada@example.org", "a.b+c_d-e'f@mail.example.org", "été@example.org", "ada@bücher.example"])(
  "accepts %s as a mailbox",
  (text) => expect(isMailbox(text)).toBe(true),
);

it.each(["a@", "@example.org", "a@.org", "a@example..org", "a@127.0.0.1", `${"a".repeat(65)}@example.org`])(
  "refuses %s as a mailbox",
  (text) => expect(isMailbox(text)).toBe(false),
);

it("accepts no character with a meaning in SMTP or in an address list", () => {
  const dangerous = fc.constantFrom(...'\r\n\t ,;:<>()[]"\\\0\u2028\u00a0\u200b');
  fc.assert(
    fc.property(fc.string(), dangerous, fc.string(), (before, character, after) => {
      expect(isMailbox(`${before}${character}${after}@example.org`)).toBe(false);
      expect(isMailbox(`ada@${before}${character}${after}.org`)).toBe(false);
    }),
  );
});

it("writes the domain in its DNS form", () => {
  expect(mailboxDomain("ada@Bücher.example")).toBe("xn--bcher-kva.example");
});
