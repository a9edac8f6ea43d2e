import { expect, it } from "vitest";
import { ContactFinder } from "../../../src/encryption/strangers/contact-finder.ts";

const endpoint = "https://push.example.org/send/q3ZkP0aA";
const finder = new ContactFinder([
  { channel: "sms", address: "+33639981234" },
  { channel: "email", address: "Ada.Quelle@example.org" },
  { channel: "push", address: JSON.stringify({ endpoint, keys: { auth: "a", p256dh: "b" } }) },
]);
const base64 = (text: string) => Buffer.from(text).toString("base64");
const mime = (text: string) => base64(text).replace(/.{76}/g, "$&\r\n");

it.each([
  ["as it is", "+33639981234"],
  ["without its plus", "to=33639981234&status=1"],
  ["with 00 in front", "00336 39 98 12 34"],
  ["with what is dialled abroad", "01133639981234"],
  ["in pairs", "call +33 6 39 98 12 34 now"],
  ["with dots, as at home", "06.39.98.12.34"],
  ["with dashes", "+33-6-39-98-12-34"],
  ["with brackets", "+33 (0)6 39 98 12 34"],
  ["with brackets around the country", "(+33) 639 98 12 34"],
  ["with blanks that do not break", "+33\u00a06\u00a039\u00a098\u00a012\u00a034"],
  ["as at home, without blanks", '{"from":"0639981234"}'],
  ["as at home, without a 0", '{"from":"639981234"}'],
  ["inside of an id", "33639981234-17"],
  ["in a form", "From=%2B33+6+39+98+12+34".replaceAll("+6", "%206").replaceAll("+", "%20")],
  ["in a form of a form", "body=From%3D%252B33639981234"],
  ["in digits of another width", "＋３３６３９９８１２３４"],
  ["in base64", JSON.stringify({ message: { data: base64('{"msisdn":"33639981234"}') } })],
])("finds a number %s", (_, text) => {
  expect(finder.isIn(text)).toBe(true);
});

it.each([
  ["as it is, whatever its case", "ADA.QUELLE@Example.org"],
  ["in a form", "to=ada.quelle%40example.org"],
  ["in JSON that hides the sign", '{"to":"ada.quelle\\u0040example.org"}'],
  ["behind a line break of JSON", '{"text":"from:\\nada.quelle@example.org"}'],
  ["in HTML", "<p>ada.quelle&#64;example.org</p> &lt;"],
  ["in HTML in JSON", '{"html":"ada.quelle\\u0026#x40;example.org"}'],
  ["as a mail system names it", "Return-Path: <bounce+77-ada.quelle=example.org@mail.example.net>"],
  ["in quoted-printable", "Final-Recipient: rfc822;ada.quelle=40exam=\r\nple.org"],
  ["in a mail's base64", mime(`${"Undelivered mail. ".repeat(9)}<ada.quelle@example.org> ${"x".repeat(99)}`)],
  ["in base64 in base64", base64(`{"raw":"${base64("To: ada.quelle@example.org, please")}"}`)],
  ["behind a slash", "rcpt/ada.quelle@example.org"],
  ["in front of a dash", "ada.quelle@example.org- refused"],
  ["in braces", "{ada.quelle@example.org}"],
])("finds a mailbox %s", (_, text) => {
  expect(finder.isIn(text)).toBe(true);
});

it("finds a push subscription by its endpoint", () => {
  expect(finder.isIn(JSON.stringify({ subscription: endpoint }).replaceAll("/", "\\/"))).toBe(true);
});

it.each([
  ["another number", "+33639981235"],
  ["part of the number", "39981234"],
  ["a number that goes on", "6399812345"],
  ["a mailbox that ends like hers", "xada.quelle@example.org"],
  ["a mailbox that begins like hers", "ada.quelle@example.org.uk"],
  ["a domain that begins like hers", "ada.quelle@example.orgs"],
  ["an id", "SM0123456789abcdef0123456789abcdef"],
  ["nothing", ""],
])("takes %s for nobody", (_, text) => {
  expect(finder.isIn(text)).toBe(false);
});

it.each([
  ["letters", "a".repeat(262_144)],
  ["digits", "1 ".repeat(131_072)],
  ["brackets", "1 (0) ".repeat(43_690)],
  ["a form", "%40".repeat(87_381)],
  ["escapes", "\\u0040".repeat(43_690)],
  ["entities", "&#64;".repeat(52_428)],
  ["quoted-printable", "=40".repeat(87_381)],
  ["blanks", "1".concat(" ".repeat(262_143))],
  ["base64 in base64", base64(base64(base64("x".repeat(110_000))))],
])("looks through the largest request, full of %s, in a moment", (_, text) => {
  const before = process.cpuUsage();
  expect(finder.isIn(text)).toBe(false);
  expect(process.cpuUsage(before).user / 1_000).toBeLessThan(500);
});
