/**
 * `npm run regex` finds regular expressions in the packages that take more than linear time. On a text of 300 kB, such
 * an expression blocks the process for seconds. Rewrite the expression, or add it to BOUNDED with the reason why its
 * text is short.
 */
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseSync, Visitor } from "oxc-parser";
import { checkSync } from "recheck";

const ROOT = join(import.meta.dirname, "..");
const OF_TESTS = /\/(?:simulator|conformance)\/src\//;

/**
 * Accepted expressions that are not linear or cannot be checked. Each value describes the short text that the
 * expression reads.
 */
const BOUNDED: Readonly<Record<string, string>> = {
  "/\\/+$/": "an address of the configuration",
  "/^\\/+|\\/+$/g": "the path of the console, of the configuration",
  "/^-+|-+$/g": "the name of a new project, typed by its developer",
  "/^[^\\s@/:+]+\\.[^\\s@/:+]+$/": "a destination, whose length is checked before",
  "/([\\w.-]+\\.[cm]?[jt]sx?:\\d+:\\d+)\\)?$/": "the last 300 characters of a line",
  "/\\bfrom:\\s*[\"'`][^\"'`\\n]*@(?:[\\w-]+\\.)*(example\\.(?:com|net|org))\\b/g":
    "the project's own configuration file",
  '/((?<="Reason"\\s*:\\s*")\\w+(?=")|(?<="__type"\\s*:\\s*"(?:[^"]*#)?)\\w+(?=")(?!.*"Reason"\\s*:))/s':
    "the first 16,384 characters of a vendor's answer",
  "/(?:in\\s+reply\\s+to|smtp error from remote mail(?:er| server) after|>>>)\\s+(?:initial|helo|ehlo|mail\\s+from)\\b/i":
    "the first 4,000 characters of a delivery report",
  // a file name as a key covers every expression of the file
  "packages/providers/replies/src/tokens.ts": "the first 4,000 characters of a reply",
  "packages/providers/replies/src/vocabulary.ts": "the first 2,000 characters that were typed in a reply",
};

interface Found {
  readonly source: string;
  readonly flags: string;
  readonly file: string;
}

/** Finds each regular expression with an unlimited repetition, and maps its text to its source, flags and file. */
function expressions(): ReadonlyMap<string, Found> {
  const found = new Map<string, Found>();
  for (const file of globSync("packages/**/src/**/*.{ts,tsx}", { cwd: ROOT, exclude: ["**/node_modules"] })) {
    if (OF_TESTS.test(file) || file.endsWith(".generated.ts")) continue;
    const { program, errors } = parseSync(file, readFileSync(join(ROOT, file), "utf8"));
    if (errors.length > 0) throw new Error(`${file}: ${errors[0]?.message}`);
    new Visitor({
      Literal(node) {
        if (!("regex" in node)) return;
        const { pattern: source, flags } = node.regex;
        if (/[*+]|\{\d+,\}/.test(source)) found.set(`/${source}/${flags}`, { source, flags, file });
      },
    }).visit(program);
  }
  return found;
}

/**
 * Returns the complexity of an expression, or "not judged" if the check fails; `undefined` if the expression takes
 * linear time.
 */
function fault(source: string, flags: string): string | undefined {
  const answer = checkSync(source, flags, { timeout: 30_000 });
  if (answer.status === "safe") return undefined;
  return answer.status === "vulnerable" ? answer.complexity.summary : "not judged";
}

if (fault("\\{\\{.*?\\}\\}", "s") === undefined) throw new Error("the checker does not find what froze send()");
const found = expressions();
const faults = [...found].flatMap(([text, { source, flags, file }]) => {
  const isBounded = Object.hasOwn(BOUNDED, text) || Object.hasOwn(BOUNDED, file);
  const what = isBounded ? undefined : fault(source, flags);
  return what === undefined ? [] : `${file}: ${text} is ${what}`;
});
const files = new Set([...found.values()].map(({ file }) => file));
const gone = Object.keys(BOUNDED).filter((text) => !found.has(text) && !files.has(text));
for (const line of [...faults, ...gone.map((text) => `BOUNDED: no package has ${text}`)]) console.log(line);
console.log(`${found.size} regular expressions, ${faults.length} not linear`);
process.exitCode = faults.length + gone.length === 0 ? 0 : 1;
