import { expect, it } from "vitest";
import { filesBelow, packageFolder, read } from "../support/repository.ts";

/**
 * Columns that store the values of an enumeration as numbers. Columns named `is_…` are not listed, because 0 and 1 need
 * no name.
 */
const COLUMN = "(?:phase|state|status|gate|fold|type|kind|a|b|tries|folds|released_through)";
const BARE = new RegExp(
  String.raw`(?<![\w$])${COLUMN}\s*(?:=|<>|!=|<=?|>=?|\bbetween\b|\b(?:not )?in\s*\()\s*\d`,
  "gi",
);

/** Returns the comparisons in SQL texts in which one of these columns is compared with a literal number. */
function bareNumbers(text: string): string[] {
  const texts = text.match(/`(?:\\.|[^`\\])*`|"(?:\\.|[^"\\\n])*"/gs) ?? [];
  return texts.flatMap((sql) => [...sql.matchAll(BARE)].map(([found]) => found));
}

it("finds a number without a name", () => {
  const bare = ["phase in (3, 4)", "e.phase = 1", "fold = 2", "type <> 1", "l.released_through < 2147483648"];
  expect(bare.flatMap((sql) => bareNumbers(`\`select 1 where ${sql}\``))).toHaveLength(bare.length);
});

it("names every number that SQL of the stores compares with a phase, a state, a kind, a gate or a count of tries", () => {
  const files = ["store", "store-sqlite", "store-postgres"].flatMap((name) =>
    filesBelow(`${packageFolder(name)}/src`, (path) => path.endsWith(".ts") && !path.endsWith(".generated.ts")),
  );
  const bare = files.flatMap((path) => bareNumbers(read(path)).map((found) => `${path}: ${found}`));
  expect(bare, "SQL compares with the name of a number, as PHASE.ready, and not with the number").toEqual([]);
});
