import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";

const page = await readFile(new URL("../../../../../docs/testing.md", import.meta.url), "utf8");

it.each(["reminder.test.ts", "application.test.ts"])("the page shows %s, which runs here", async (file) => {
  const example = await readFile(new URL(file, import.meta.url), "utf8");
  expect(page).toContain(`\`\`\`ts\n${example}\`\`\``);
});

it("the page names every member of a gateway under test, and every behaviour of a provider", async () => {
  const source = await readFile(new URL("../../src/test-relance.ts", import.meta.url), "utf8");
  const members = source.slice(source.indexOf("export interface TestRelance<"));
  const names = [...members.matchAll(/^ {2}(?:readonly )?(\w+)[(:<]/gm)].map(([, name]) => name ?? "");
  const recording = await readFile(new URL("../../src/recording-provider.ts", import.meta.url), "utf8");
  const behaviours = [...recording.matchAll(/readonly do: "([\w-]+)"/g)].map(([, name]) => name ?? "");
  expect(names.length).toBeGreaterThan(8);
  expect(behaviours.length).toBe(6);
  expect([...names, ...behaviours].filter((name) => !new RegExp(`[\`"]${name}\\b`).test(page))).toEqual([]);
});
