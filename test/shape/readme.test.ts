import { describe, expect, it } from "vitest";
import { read } from "../support/repository.ts";

const page = read("README.md");
const blocks = (language: string) =>
  [...page.matchAll(new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``, "g"))].map(([, text = ""]) => text);

describe("README.md", () => {
  it("shows code of a program that the examples run, on the first screen", () => {
    const program = read("examples/readme.ts");
    const shown = blocks("ts");
    expect(shown).toHaveLength(1);
    for (const text of shown) expect(program).toContain(text);
    expect(page.slice(0, page.indexOf("```ts")).split("\n").length).toBeLessThan(10);
  });

  it("fits into ten minutes", () => {
    expect(page.split("\n").length).toBeLessThanOrEqual(120);
  });
});
