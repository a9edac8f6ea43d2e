import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { filesBelow, packageNames, ROOT, read } from "../support/repository.ts";

/** The field has a noun for each of them: recipient, worker, provider, operator (docs/terms.md). */
const NOUNLESS = /\b(?:nobody|somebody|whoever|everybody)\b/i;

/** What a page says of measurements and sabotages is partly what a tool printed. */
const PRINTED: ReadonlySet<string> = new Set(["docs/reliability.md", "docs/speed.md"]);

const PAGES = [
  ...filesBelow("docs", (path) => path.endsWith(".md")).filter((page) => !PRINTED.has(page)),
  "README.md",
  "ARCHITECTURE.md",
  "CONTRIBUTING.md",
];

/** These two are tests, and a world for tests. */
const PACKAGES = packageNames().filter((name) => name !== "conformance" && name !== "simulator");

/** Lines of comment with one of these words. A number may only fall; a package without a number has none. */
const COMMENTS: Readonly<Record<string, number>> = {
  bounces: 9,
  campaign: 46,
  cli: 56,
  console: 52,
  evidence: 5,
  mcp: 1,
  opentelemetry: 5,
  "provider-http-email": 2,
  "provider-http-sms": 2,
  "provider-kit": 6,
  "provider-nodemailer": 5,
  "provider-twilio": 5,
  rehearsal: 23,
  testing: 9,
  watch: 11,
};

/** The lines of a page, examples included, without names of tests, code within a sentence and a user of Unix. */
function prose(page: string): readonly string[] {
  return read(page)
    .split("\n")
    .filter((line) => !/^- `[^`]+` › /.test(line))
    .map((line) => line.replace(/`[^`]*`|user=nobody/g, ""));
}

interface SourceLine {
  readonly place: string;
  readonly code: string;
  readonly comment: string;
}

function linesOf(name: string): readonly SourceLine[] {
  const files = ["src", "app"].flatMap((folder) => sourcesIn(`packages/${name}/${folder}`));
  return files.flatMap((file) =>
    read(file)
      .split("\n")
      .map((line, k) => {
        const [, code = "", comment = ""] = /^(.*?)((?:^\s*\*|\/\*|(?:^|\s)\/\/\s).*)?$/.exec(line) ?? [];
        return { place: `${file}:${k + 1}`, code, comment };
      }),
  );
}

function sourcesIn(folder: string): readonly string[] {
  return existsSync(join(ROOT, folder)) ? filesBelow(folder, (path) => /\.tsx?$/.test(path)) : [];
}

describe("words", () => {
  it("of the pages and of their examples are nouns of the field", () => {
    const found = PAGES.flatMap((page) =>
      prose(page)
        .filter((line) => NOUNLESS.test(line))
        .map((line) => `${page}: ${line}`),
    );
    expect(found).toEqual([]);
  });

  it.each(PACKAGES)("of %s that people see are nouns of the field, and so are its names", (name) => {
    const found = linesOf(name).filter(({ code }) => NOUNLESS.test(code));
    expect(found.map(({ place, code }) => `${place}: ${code.trim()}`)).toEqual([]);
  });

  it.each(PACKAGES)("of comments in %s lack a noun in no more lines than before", (name) => {
    const found = linesOf(name).filter(({ comment }) => NOUNLESS.test(comment));
    expect(found.length).toBeLessThanOrEqual(COMMENTS[name] ?? 0);
  });
});
