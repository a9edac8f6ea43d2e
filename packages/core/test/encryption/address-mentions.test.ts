import type { Signer } from "@relance/spec";
import { expect, it } from "vitest";
import { addressMentions } from "../../src/encryption/address-mentions.ts";

/** Shows what was hashed. */
const signer: Signer = { sign: () => "", verify: () => false, digests: (value) => [value, `${value} older`] };

const mentions = (text: string) => addressMentions(signer, new TextEncoder().encode(text));

it.each([
  ["a form", "MessageSid=SM1&To=%2B33639981234&From=36180", "sms|+33639981234"],
  ["a form that wrote no plus", "to=33639981234&status=1", "sms|+33639981234"],
  ["JSON", '{"to":"+33639981234","at":"2026-11-26"}', "sms|+33639981234"],
  ["a mailbox in a form", "email=Ada.Quelle%40Example.org&event=bounce", "email|ada.quelle@example.org"],
  [
    "a delivery report",
    "Final-Recipient: rfc822;ada@example.org\\r\\nStatus: 5.1.1",
    "email|ada@example.org",
  ],
  ["a sentence", "could not write to <ada@example.org>.", "email|ada@example.org"],
  ["the end of a sentence", "write to ada@example.org.", "email|ada@example.org"],
])("finds the address in %s, under every index key", (_, text, expected) => {
  expect(mentions(text)).toEqual(expect.arrayContaining([expected, `${expected} older`]));
});

it("finds none where there is none", () => {
  expect(mentions("Status=delivered&Error=30005&Sid=SM12ab34cd56ef")).toEqual([]);
});

it("finds one among many others, and the last of a thousand", () => {
  const all = Array.from({ length: 999 }, (_, place) => `u${place}@example.org`).concat("ada@example.org");
  expect(mentions(JSON.stringify(all))).toContain("email|ada@example.org");
});

it.each([
  ["letters", "a".repeat(1_000_000)],
  ["digits", "1".repeat(1_000_000)],
  ["a form", "%40".repeat(333_333)],
  ["signs", "@".repeat(1_000_000)],
  ["mailboxes", "a.b-c@d.e ".repeat(100_000)],
  ["blanks in a form", "%20".repeat(333_333)],
  ["base64", Buffer.from("x".repeat(750_000)).toString("base64").replace(/e/g, "+/")],
])("takes a megabyte of %s in its stride", (_, text) => {
  const before = process.cpuUsage();
  expect(mentions(text).length).toBeLessThanOrEqual(4_000);
  expect(process.cpuUsage(before).user / 1_000).toBeLessThan(300);
});
