import { matchesGlob } from "node:path";
import { describe, expect, it } from "vitest";
import { looseNames, missingTests, runs, testsBySection } from "../support/named-tests.ts";
import { ONLY_IN_ALL } from "../support/parts.ts";

const PAGE = "docs/confirmation.md";

/**
 * Known ways in which a recipient may be confirmed without having answered. The page must have a section for each of
 * them.
 */
const TRAPS = [
  "Mail scanners and link previews",
  "One-click unsubscribe",
  "Open pixels, read flags, MDN",
  'DSN "delivered"',
  "Web push 201",
  "Invented SMS receipts",
  "Missing receipts",
  "Callbacks out of order, repeated, before our own write",
  "Alphanumeric sender",
  "STOP words",
  "Shared phones, several campaigns",
  "Voicemail",
  '"I will do it" is not "I did it"',
  "Forged callbacks",
  "Forged bounces",
  "Links that leak, are guessed, or live for ever",
  "Marketing rules on service messages",
];

describe(PAGE, () => {
  it("has every trap of the design", () => {
    expect(TRAPS.filter((name) => !testsBySection(PAGE).has(name))).toEqual([]);
  });
});

describe.each([PAGE, "docs/guarantees.md"])("%s", (page) => {
  it("names a test in every section", () => {
    const sections = [...testsBySection(page)];
    expect(sections.length).toBeGreaterThan(15);
    expect(sections.filter(([, tests]) => tests.length === 0).map(([name]) => name)).toEqual([]);
  });

  it("names no test that does not exist", () => {
    expect(missingTests(page)).toEqual([]);
  });

  it("names tests only in the checked form", () => {
    expect(looseNames(page)).toEqual([]);
  });
});

describe("docs/guarantees.md", () => {
  it("names a test of npm test in every section", () => {
    const sections = [...testsBySection("docs/guarantees.md")];
    const without = sections.filter(([, tests]) =>
      tests.every(({ file }) => ONLY_IN_ALL.some((glob) => matchesGlob(file, glob))),
    );
    expect(without.map(([name]) => name)).toEqual([]);
  });
});

describe("a test that a page names", () => {
  it.each([
    ["it('is so', async () => {", true],
    ['it.each([1])("is so", (n) => {', true],
    ['it.each<{ a: 1 }>([\n  { a: 1 },\n])(\n  "is so",\n  () => {', true],
    ['it.skip("is so", () => {', false],
    ['it.todo("is so", () => {', false],
    ['describe("is so", () => {', false],
    ['const words = "is so", other', false],
  ])("is recognized as running in %j: %s", (source, expected) => {
    expect(runs(source, "is so")).toBe(expected);
  });
});
