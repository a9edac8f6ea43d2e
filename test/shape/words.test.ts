import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { filesBelow, packageFolder, packageNames, ROOT, read } from "../support/repository.ts";

/** The field has a noun for each of them: recipient, worker, provider, operator (docs/terms.md). */
const NOUNLESS = /\b(?:nobody|somebody|whoever|everybody)\b/i;

/** What a page says of measurements and sabotages is partly what a tool printed. */
const PRINTED: ReadonlySet<string> = new Set(["docs/reliability.md", "docs/speed.md"]);

const PAGES = [
  ...filesBelow("docs", (path) => path.endsWith(".md")).filter((page) => !PRINTED.has(page)),
  ...filesBelow("packages", (path) => path.endsWith("/README.md")),
  "README.md",
  "ARCHITECTURE.md",
  "CONTRIBUTING.md",
];

/** All but the tests and the world for tests. */
const PACKAGES = packageNames().filter((name) => name !== "conformance" && name !== "simulator");

/** The lines of a page, examples included, without names of tests, code within a sentence and a user of Unix. */
function prose(page: string): readonly string[] {
  return read(page)
    .split("\n")
    .filter((line) => !/^- `[^`]+` › /.test(line))
    .map((line) => line.replace(/`[^`]*`|user=nobody/g, ""));
}

function sourcesOf(name: string): readonly string[] {
  const folders = ["src", "app"].map((folder) => `${packageFolder(name)}/${folder}`);
  return folders
    .filter((folder) => existsSync(join(ROOT, folder)))
    .flatMap((folder) => filesBelow(folder, (path) => /\.tsx?$/.test(path)));
}

function nounless(place: string, lines: readonly string[]): readonly string[] {
  return lines.filter((line) => NOUNLESS.test(line)).map((line) => `${place}: ${line.trim()}`);
}

describe("words", () => {
  it("of the pages and of their examples are nouns of the field", () => {
    expect(PAGES.flatMap((page) => nounless(page, prose(page)))).toEqual([]);
  });

  it.each(PACKAGES)("of %s, on screens, in names and in comments, are nouns of the field", (name) => {
    expect(sourcesOf(name).flatMap((path) => nounless(path, read(path).split("\n")))).toEqual([]);
  });
});
