import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { entriesOf, exportsOf, surfaceOf, surfacePath } from "../../scripts/surface.ts";
import { filesBelow, packageNames, ROOT, read } from "../support/repository.ts";

describe.each(packageNames())("%s", (folder) => {
  it("exports the names that are written down: after a change on purpose, npm run surface", () => {
    const path = surfacePath(folder);
    expect(surfaceOf(folder)).toBe(existsSync(join(ROOT, path)) ? read(path) : "");
  });

  it("says of each name whether it is there at run time", async () => {
    for (const { specifier, source } of entriesOf(folder)) {
      if (specifier === "@relance/store-sqlite/worker") continue; // the entry is the program of a thread
      const values = [...exportsOf(source)].flatMap(([name, kind]) => (kind === "value" ? [name] : []));
      expect(values.sort()).toEqual(Object.keys((await import(/* @vite-ignore */ specifier)) as object).sort());
    }
  });
});

it("writes down no package that is not here", () => {
  const written = packageNames().map(surfacePath).sort();
  expect([
    ...filesBelow("packages/plugins", (path) => path.endsWith("/surface.txt")),
    ...filesBelow("test/shape/surface"),
  ]).toEqual(written);
});
