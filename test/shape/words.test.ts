import { describe, expect, it } from "vitest";
import { filesBelow, read } from "../support/repository.ts";

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

/** The lines of a page without its code and without names of tests. */
function prose(page: string): readonly string[] {
  const text = read(page).replace(/^```[\s\S]*?^```/gm, "");
  return text
    .split("\n")
    .filter((line) => !/^- `[^`]+` › /.test(line))
    .map((line) => line.replace(/`[^`]*`/g, ""));
}

describe("the words of the pages", () => {
  it("are nouns of the field", () => {
    const found = PAGES.flatMap((page) =>
      prose(page)
        .filter((line) => NOUNLESS.test(line))
        .map((line) => `${page}: ${line}`),
    );
    expect(found).toEqual([]);
  });
});
