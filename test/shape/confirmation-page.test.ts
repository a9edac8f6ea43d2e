import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ROOT, read } from "../support/repository.ts";

const PAGE = "docs/confirmation.md";

/** What may never be missing from the page: the traps that were found when confirmation was designed. */
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

interface Named {
  readonly file: string;
  readonly title: string;
}

/** The traps of the page, in order, each with the tests that it names. */
function traps(): ReadonlyMap<string, readonly Named[]> {
  const [, ...sections] = read(PAGE).split(/^### /m);
  return new Map(
    sections.map((section) => {
      const [name = "", ...lines] = section.split("\n");
      return [name, lines.flatMap((line) => namedTest(line) ?? [])];
    }),
  );
}

function namedTest(line: string): Named | undefined {
  const [, file, title] = /^- `([^`]+)` › (.+)$/.exec(line) ?? [];
  return file === undefined || title === undefined ? undefined : { file, title };
}

/** Whether a test of exactly this title stands in the file, and runs. */
function hasTest({ file, title }: Named): boolean {
  if (!existsSync(join(ROOT, file))) return false;
  const source = read(file);
  return !/\b(?:it|describe)\.(?:skip|todo|only)[.(]/.test(source) && runs(source, title);
}

/** The title is the first thing in the brackets of `it(`, or of what `it.each(…)(` ends with. */
function runs(source: string, title: string): boolean {
  return ['"', "'", "`"].some((quote) => {
    const at = source.indexOf(`${quote}${title}${quote},`);
    if (at < 0) return false;
    const before = source.slice(0, at).trimEnd();
    return /(?:\bit|[)\]}`])\($/.test(before);
  });
}

describe(PAGE, () => {
  it("has every trap of the design", () => {
    expect(TRAPS.filter((name) => !traps().has(name))).toEqual([]);
  });

  it("names a test for every trap", () => {
    expect([...traps()].filter(([, tests]) => tests.length === 0).map(([name]) => name)).toEqual([]);
  });

  it("names no test that does not exist", () => {
    const missing = [...traps().values()].flat().filter((named) => !hasTest(named));
    expect(missing).toEqual([]);
  });

  it.each([
    ["it('is so', async () => {", true],
    ['it.each([1])("is so", (n) => {', true],
    ['it.each<{ a: 1 }>([\n  { a: 1 },\n])(\n  "is so",\n  () => {', true],
    ['it.skip("is so", () => {', false],
    ['it.todo("is so", () => {', false],
    ['describe("is so", () => {', false],
    ['const words = "is so", other', false],
  ])("takes %j for a test that runs: %s", (source, expected) => {
    expect(runs(source, "is so")).toBe(expected);
  });

  it("says it only in the form that is checked", () => {
    const loose = read(PAGE)
      .split("\n")
      .filter((line) => line.includes("›") && namedTest(line) === undefined && !line.includes("(`file` › title)"));
    expect(loose).toEqual([]);
  });
});
