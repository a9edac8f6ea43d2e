import { describe, expect, it } from "vitest";
import { filesBelow, read } from "../support/repository.ts";

function codesOfTheSource(): string[] {
  const unions = filesBelow("packages/spec/src/errors", (path) => path.endsWith("-error.ts"));
  const codes = unions.flatMap((path) =>
    [...read(path).matchAll(/^\s*(?:\| )?"([a-z-]+\/[a-z0-9-]+)"/gm)].map(([, code]) => code ?? ""),
  );
  return [...new Set(codes)].sort();
}

function codesOfThePage(): string[] {
  return [...read("docs/errors.md").matchAll(/^\| `([a-z-]+\/[a-z0-9-]+)` \|/gm)].map(([, code]) => code ?? "").sort();
}

describe("docs/errors.md", () => {
  it("has a row for every code, and no row without a code", () => {
    expect(codesOfThePage()).toEqual(codesOfTheSource());
  });

  it("names no code that the unions do not contain", () => {
    const known = new Set(codesOfTheSource());
    const used = filesBelow("packages", (path) => path.endsWith(".ts") && path.includes("/src/")).flatMap((path) =>
      [...read(path).matchAll(/new (?:Config|Message|Provider|Store|Webhook)Error\(\s*"([^"]+)"/g)].map(
        ([, code]) => code ?? "",
      ),
    );
    expect([...new Set(used)].filter((code) => !known.has(code))).toEqual([]);
  });
});
