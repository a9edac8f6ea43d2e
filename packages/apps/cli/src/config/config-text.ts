import { readFileSync } from "node:fs";
import { ConfigError, type ConfigErrorCode, type Problem, RelanceError } from "@relance/spec";
import { readProblems } from "../output/problem-sentence.ts";

/** Matches `NAME ?? "…"`, the default of an environment variable. */
const STAND_IN = /\b([A-Z][A-Z0-9_]*)\s*(?:\?\?|\|\|)\s*["'`]/g;
/** Matches `${process.env.NAME}` in a text. If NAME has no value, the text contains "undefined". */
const IN_TEXT = /\$\{\s*(?:process\.env\.)?([A-Z][A-Z0-9_]*)\s*\}/g;
const OF_SENDING = /SECRET|TOKEN|PASSWORD|KEY|SID|ACCOUNT|SENDER|FROM|URL/;
const YOURS = /["'`][^"'`\n]*\b(YOUR_[A-Z0-9_]*)/g;
const EXAMPLE_SENDER = /\bfrom:\s*["'`][^"'`\n]*@(?:[\w-]+\.)*(example\.(?:com|net|org))\b/g;

export function checkStandIns(file: string, env: Readonly<Record<string, string | undefined>>): readonly Problem[] {
  const text = withoutComments(readFileSync(file, "utf8"));
  const found = (pattern: RegExp, advise: (word: string) => string | undefined): Problem[] =>
    [...text.matchAll(pattern)].flatMap(({ index, 1: word = "" }) => {
      const advice = advise(word);
      return advice === undefined ? [] : [{ file, ...locate(text, index), path: "", advice }];
    });
  const isUnset = (name: string) => env[name] === undefined && OF_SENDING.test(name) && text.includes("process.env");
  const unset = (name: string) =>
    isUnset(name)
      ? `${name} is not set, and messages are really sent: set it in the environment, or in the .env next to the configuration`
      : undefined;
  return [
    ...found(STAND_IN, unset),
    ...found(IN_TEXT, unset),
    ...found(YOURS, (word) => `replace ${word} with your own: messages are really sent`),
    ...found(
      EXAMPLE_SENDER,
      (domain) => `write your own sender: ${domain} is reserved for examples, and messages are really sent`,
    ),
  ];
}

function locate(text: string, index: number): Pick<Problem, "line" | "column"> {
  const before = text.slice(0, index).split("\n");
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

/** Adds the file to a problem. Adds line and column if the file contains every key of the path. */
export function placed(file: string, problem: Problem): Problem {
  if (problem.line !== undefined || problem.path === "") return { file, ...problem };
  const text = withoutComments(readFileSync(file, "utf8"));
  let at = 0;
  for (const key of problem.path.match(/[\w$-]+/g) ?? []) {
    const found = text.slice(at).search(new RegExp(`(?<![\\w$.-])${key.replaceAll("$", "\\\\$")}["']?\\s*[:,}(]`));
    if (found < 0) return { file, ...problem };
    at += found;
  }
  return { file, ...locate(text, at), ...problem };
}

const withoutComments = (text: string): string =>
  text.replace(/^[ \t]*(?:\/\/|\/?\*).*$/gm, (line) => " ".repeat(line.length));

/** Adds the file, line and column to the problems of a configuration error. */
export function placedError(file: string, error: unknown, place: Pick<Problem, "line" | "column"> = {}): unknown {
  const problems = readProblems(error);
  if (!RelanceError.is(error) || problems.length === 0 || problems.some((problem) => problem.file !== undefined))
    return error;
  const placedProblems = problems.map((problem) => placed(file, { ...place, ...problem }));
  const message = error.message.split("\n", 1)[0] ?? "";
  return new ConfigError(error.code as ConfigErrorCode, message, { problems: placedProblems, cause: error });
}
