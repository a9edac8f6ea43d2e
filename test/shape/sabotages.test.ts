import { describe, expect, it } from "vitest";
import { SABOTAGES } from "../sabotage/sabotages.ts";
import { filesBelow, read } from "../support/repository.ts";

describe("the sabotages of `npm run sabotage`", () => {
  it("each change a text that occurs exactly once in the sources", () => {
    const astray = SABOTAGES.flatMap(({ name, changes }) =>
      changes.filter(({ file, from }) => read(file).split(from).length !== 2).map(({ file }) => `${name}: ${file}`),
    );
    expect(astray).toEqual([]);
  });

  it("name a test file that exists", () => {
    const named = SABOTAGES.flatMap(({ test }) => test ?? []);
    expect(named.filter((file) => !/^\s*(?:it|test)\b/m.test(read(file)))).toEqual([]);
  });

  it("are judged by an oracle that uses nothing of the code under test but the names of types", () => {
    const borrowed = filesBelow("test/support/oracle", (path) => path.endsWith(".ts")).flatMap((path) =>
      [...read(path).matchAll(/^import (?!type ).*from "(?!\.\/)[^"]*";/gm)].map(([line]) => `${path}: ${line}`),
    );
    expect(borrowed).toEqual([]);
  });
});
