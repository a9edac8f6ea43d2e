import { readFileSync } from "node:fs";
import type { Problem } from "@relance/spec";

/** `NAME ?? "…"`: what is taken where the environment does not say. */
const STAND_IN = /\b([A-Z][A-Z0-9_]*)\s*(?:\?\?|\|\|)\s*["'`]/g;
/** A text with `${process.env.NAME}` says "undefined" then. */
const IN_TEXT = /\$\{\s*(?:process\.env\.)?([A-Z][A-Z0-9_]*)\s*\}/g;
/** Other variables may well have a value of their own in the file. */
const OF_SENDING = /SECRET|TOKEN|PASSWORD|KEY|SID|ACCOUNT|SENDER|FROM|URL/;
const YOURS = /["'`][^"'`\n]*\b(YOUR_[A-Z0-9_]*)/g;
const EXAMPLE_SENDER = /\bfrom:\s*["'`][^"'`\n]*@(?:[\w-]+\.)*(example\.(?:com|net|org))\b/g;

/** What a configuration of real sending says in place of a secret or a sender that is yet to be written. */
export function standInsOf(file: string, env: Readonly<Record<string, string | undefined>>): readonly Problem[] {
  const text = readFileSync(file, "utf8").replace(/^\s*(?:\/\/|\/?\*).*$/gm, (line) => " ".repeat(line.length));
  const found = (pattern: RegExp, advise: (word: string) => string | undefined): Problem[] =>
    [...text.matchAll(pattern)].flatMap(({ index, 1: word = "" }) => {
      const advice = advise(word);
      return advice === undefined ? [] : [{ file, ...placeOf(text, index), path: "", advice }];
    });
  const isUnset = (name: string) => env[name] === undefined && OF_SENDING.test(name) && text.includes("process.env");
  const unset = (name: string) =>
    isUnset(name)
      ? `${name} is not set, and messages leave: set it in the environment, or in the .env beside the configuration`
      : undefined;
  return [
    ...found(STAND_IN, unset),
    ...found(IN_TEXT, unset),
    ...found(YOURS, (word) => `write your own in place of ${word}: messages leave`),
    ...found(
      EXAMPLE_SENDER,
      (domain) => `write your own sender: ${domain} is reserved for examples, and messages leave`,
    ),
  ];
}

function placeOf(text: string, index: number): Pick<Problem, "line" | "column"> {
  const before = text.slice(0, index).split("\n");
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}
