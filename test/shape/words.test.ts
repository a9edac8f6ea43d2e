import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { filesBelow, packageFolder, packageNames, ROOT, read } from "../support/repository.ts";

/** Words to replace by a noun of docs/terms.md, such as recipient, worker, provider or operator. */
const NOUNLESS = /\b(?:nobody|somebody|whoever|everybody)\b/i;

/** Phrases of translated English, each with its replacement. */
const TRANSLATED: readonly (readonly [words: RegExp, write: string])[] = [
  [/\b(?:is|are|was|were|be|been) (?:said|told)\b/gi, "is reported, is logged, returns"],
  [/\bleav(?:e|es|ing) over\b/gi, "is sent through"],
  [/\bgo(?:es)? on\b/gi, "continues, resumes, retries"],
  [/\bhow (?:it|they|all|things|campaigns|everything) stands?\b/gi, "status, state"],
  [/\bled (?:around|on|over|back)\b/gi, "is rerouted, moves to"],
  [/\bof those (?:who|whose)\b/gi, "a noun and a relative clause"],
  [/\bcom(?:e|es|ing) to (?:the|a|an|as)\b/gi, "results in, totals, arrives at"],
  [/\bwhat is left\b/gi, "the remainder, remaining"],
  [/\bat once\b/gi, "immediately, in parallel"],
  [/\bmend(?:s|ed)?\b/gi, "fix"],
  [/\bthose who wait\b/gi, "pending recipients"],
  [/\bl(?:ie|ies|ay) encrypted\b/gi, "is stored encrypted"],
  [/\bcarr(?:y|ies|ied) out an? (?:order|command)\b/gi, "apply a command"],
  [/\bbad days?\b/gi, "failure scenario"],
  [/\bstands? (?:in|beside)\b/gi, "is in, is next to"],
  [/\b(?:reads|comes out) as\b/gi, "is parsed as, renders as"],
  [/\bso (?:many|long),/gi, "N, the given duration"],
  [/\bseen to fail\b/gi, "fails without the fix"],
  [/\blumps? of\b/gi, "a burst, a batch"],
  [/\bgo(?:es)? round\b/gi, "scan, loop"],
  [/\b(?:is|are) looked at\b/gi, "is checked"],
  [/\bhears? (?:a|the|no) receipt/gi, "receive"],
  [/\bone's own\b/gi, "custom, your own"],
  [/\bthe price of (?!an? |each |an SMS)/gi, "the cost of"],
  [/\bof its own\b(?! [a-z])/gi, "a separate, its own before the noun"],
  [/\bthere is none\b/gi, "if none exists"],
  [/\bfar ends?\b/gi, "provider's API, vendor"],
];

/** Matches sentences that may contain "people", because they are about people who are not recipients. */
const REAL_PEOPLE =
  /messages that people must not miss|is written for people|people who ordered the campaign|People refuse in words|^\| \*\*recipient\*\* .*|^## People$/gim;

/** Pages whose tables are printed by a program. */
const PRINTED: ReadonlySet<string> = new Set(["docs/speed.md"]);

const PAGES = [
  ...filesBelow("docs", (path) => path.endsWith(".md")).filter((page) => !PRINTED.has(page)),
  ...filesBelow("packages", (path) => path.endsWith("/README.md")),
  "README.md",
  "ARCHITECTURE.md",
  "CONTRIBUTING.md",
];

const REWRITTEN = [...PAGES, ...PRINTED];

const COUNTED = [...REWRITTEN, "packages/apps/console/app/words/en.json"];

const PACKAGES = packageNames().filter((name) => name !== "conformance" && name !== "simulator");

/** Returns the lines of a page without test names and inline code. */
function prose(page: string): readonly string[] {
  return read(page)
    .split("\n")
    .filter((line) => !/^- `[^`]+` › /.test(line))
    .map((line) => line.replace(/`[^`]*`|user=nobody/g, ""));
}

/** Matches a generated file that was learned from recipients' replies. */
const LEARNED = /replies\/src\/weights\.ts$/;

function sourcesOf(name: string): readonly string[] {
  const folders = ["src", "app"].map((folder) => `${packageFolder(name)}/${folder}`);
  return folders
    .filter((folder) => existsSync(join(ROOT, folder)))
    .flatMap((folder) => filesBelow(folder, (path) => /\.tsx?$|\/en\.json$/.test(path) && !LEARNED.test(path)));
}

function nounless(place: string, lines: readonly string[]): readonly string[] {
  return lines.filter((line) => NOUNLESS.test(line)).map((line) => `${place}: ${line.trim()}`);
}

/** Returns a page without examples, tables of printed results, quoted output and code. */
function sentences(page: string): string {
  const kept = read(page)
    .replace(/^```[\s\S]*?^```/gm, "")
    .split("\n")
    .filter((line) => !/^- `[^`]+` › |^> /.test(line) && !(PRINTED.has(page) && line.startsWith("|")));
  return kept.join("\n").replace(/`[^`]*`/g, "");
}

function translated(text: string): readonly string[] {
  return TRANSLATED.flatMap(([words, write]) =>
    [...text.matchAll(words)].map(([found]) => `"${found}": write ${write}`),
  );
}

/** Other checked files: the schema, scenarios, campaign files, templates and scripts. */
const FILES = [
  ...filesBelow("packages", (path) => /\.(?:sql|ya?ml|mjs)$|\/project\/.*\.txt$|\/package\.json$/.test(path)),
  ...["examples", "scripts", "bench", ".ci"].flatMap((folder) =>
    filesBelow(folder, (path) => /\.(?:tsx?|mjs|ya?ml|txt|md)$/.test(path) && !path.endsWith("examples/readme.ts")),
  ),
];

const TESTS = ["packages", "test", "examples"].flatMap((folder) =>
  filesBelow(folder, (path) => /\.test\.tsx?$/.test(path)),
);

describe("words", () => {
  it("of a translation do not occur in test titles", () => {
    const titles = TESTS.filter((path) => !path.startsWith("test/shape/")).flatMap((path) =>
      (
        read(path).match(/^ *(?:(?:it|test|describe)\b.*)?["`].*["`](?=, (?:async )?(?:\{|\(|function)|,$)/gm) ?? []
      ).map((title) => [path, title] as const),
    );
    expect(titles.length).toBeGreaterThan(1_000);
    expect(
      titles.flatMap(([path, title]) => translated(title).map((found) => `${path}: ${found} in ${title}`)),
    ).toEqual([]);
  });

  it("of a translation do not occur in other files", () => {
    expect(FILES.flatMap((path) => translated(read(path)).map((found) => `${path}: ${found}`))).toEqual([]);
  });

  it.each(REWRITTEN)("of %s are the field's own, not a translation's", (page) => {
    expect(translated(sentences(page))).toEqual([]);
  });

  it.each(PACKAGES)("of a translation do not occur in the sources of %s", (name) => {
    expect(sourcesOf(name).flatMap((path) => translated(read(path)).map((found) => `${path}: ${found}`))).toEqual([]);
  });

  it.each(COUNTED)("of %s count recipients, not people", (page) => {
    const text = page.endsWith(".json") ? read(page).replace(/"people":|\{people\}/g, "") : sentences(page);
    expect(text.replace(REAL_PEOPLE, "").match(/.*\bpeople\b.*/gi) ?? []).toEqual([]);
  });

  it("of the pages and of their examples are nouns of the field", () => {
    expect(PAGES.flatMap((page) => nounless(page, prose(page)))).toEqual([]);
  });

  it.each(PACKAGES)("of %s, on screens, in names and in comments, are nouns of the field", (name) => {
    expect(sourcesOf(name).flatMap((path) => nounless(path, read(path).split("\n")))).toEqual([]);
  });

  it.each(PACKAGES)("a function of %s is named after what it does or returns, not `…Of`", (name) => {
    const names = sourcesOf(name).flatMap(
      (path) => read(path).match(/(?<=\b(?:function\*?|const) )[a-z]\w*Of\b/g) ?? [],
    );
    expect(names.filter((each) => each !== "partsOf")).toEqual([]);
  });
});
