import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { compile } from "./compiler.ts";

const EXPECTED = /^\s*\/\/ @ts-expect-error (.*)$/;

it("explains a mistake in a column, provider, answer, duration or template in readable words", () => {
  const text = readFileSync(join(import.meta.dirname, "mistakes.ts"), "utf8");
  const expected = text.split("\n").flatMap((line, k) => {
    const [, message] = EXPECTED.exec(line) ?? [];
    return message === undefined ? [] : [{ file: "mistakes.ts", line: k + 2, text: message }];
  });
  expect(expected.length).toBeGreaterThan(25);
  const unexpecting = text.replaceAll("@ts-expect-error", "");
  expect(compile(import.meta.dirname, { "mistakes.ts": unexpecting })).toEqual(expected);
});
