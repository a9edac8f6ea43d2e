import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { entriesOf, exportsOf, surfaceOf, surfacePath } from "../../scripts/surface.ts";
import { filesBelow, packageNames, ROOT, read } from "../support/repository.ts";

describe.each(packageNames())("%s", (folder) => {
  it("exports the recorded names: after an intended change, run npm run surface", () => {
    const path = surfacePath(folder);
    expect(surfaceOf(folder)).toBe(existsSync(join(ROOT, path)) ? read(path) : "");
  });

  it("records for each name whether it exists at run time", async () => {
    for (const { specifier, source } of entriesOf(folder)) {
      if (specifier === "@relance/store-sqlite/worker") continue; // a thread's program, which tests must not import
      const values = [...exportsOf(source)].flatMap(([name, kind]) => (kind === "value" ? [name] : []));
      expect(values.sort()).toEqual(Object.keys((await import(/* @vite-ignore */ specifier)) as object).sort());
    }
  });
});

it("records no package that does not exist", () => {
  const written = packageNames().map(surfacePath).sort();
  expect([
    ...filesBelow("packages/plugins", (path) => path.endsWith("/surface.txt")),
    ...filesBelow("test/shape/surface"),
  ]).toEqual(written);
});
