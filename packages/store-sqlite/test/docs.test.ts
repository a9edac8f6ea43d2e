import { readFileSync } from "node:fs";
import { expect, it } from "vitest";

it("docs/conformance.md shows the contract test of this store as it runs here", () => {
  const page = readFileSync(new URL("../../../docs/conformance.md", import.meta.url), "utf8");
  const test = readFileSync(new URL("contract.test.ts", import.meta.url), "utf8");
  expect(page).toContain(`\`\`\`ts\n// packages/store-sqlite/test/contract.test.ts\n${test}\`\`\``);
});
