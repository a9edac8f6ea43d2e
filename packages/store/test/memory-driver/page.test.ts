import { existsSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";

const PAGE = read("../../../../docs/stores/your-own.md");
const DRIVER = ["memory-sql.ts", "memory-store.ts", "contract.test.ts"].map(read);

function read(path: string): string {
  return readFileSync(new URL(path, import.meta.url), "utf8");
}

it("docs/stores/your-own.md shows the driver in memory as it runs here, in under 400 lines", () => {
  const shown = [...PAGE.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, code = ""]) => code);
  expect(shown).toHaveLength(4);
  for (const code of shown) expect(DRIVER.filter((file) => file.includes(code))).toHaveLength(1);
  expect(DRIVER.join("").split("\n").length).toBeLessThan(400);
});

it("the page names existing files of the port", () => {
  const named = [...PAGE.matchAll(/^\| `\w+` \| `((?:rows|work)\/[\w-]+\.ts)`/gm)].map(([, file]) => file);
  expect(named).toHaveLength(4);
  for (const file of named) expect(existsSync(new URL(`../../src/${file}`, import.meta.url)), file).toBe(true);
});

it("the driver in memory uses no code of another store", () => {
  const imported = DRIVER.flatMap((file) => [...file.matchAll(/from "([^"]+)"/g)].map(([, name]) => name));
  const others = imported.filter((name) => name?.startsWith("@relance/"));
  expect(new Set(others)).toEqual(new Set(["@relance/store", "@relance/spec", "@relance/conformance/store"]));
});
