import fc from "fast-check";
import { expect, it } from "vitest";
import { compileCondition } from "../../src/condition/compile-condition.ts";
import { type Condition, conditionColumns } from "../../src/typed/condition-builder.ts";

type Tree =
  | { readonly op: "is"; readonly column: "a" | "b" | "c" }
  | { readonly op: "not"; readonly inner: Tree }
  | { readonly op: "and" | "or"; readonly left: Tree; readonly right: Tree };

const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 5 },
    fc.record({ op: fc.constant("is" as const), column: fc.constantFrom("a", "b", "c") }),
    fc.record({ op: fc.constant("not" as const), inner: tie("tree") }),
    fc.record({ op: fc.constantFrom("and", "or"), left: tie("tree"), right: tie("tree") }),
  ),
}));

const columns = conditionColumns();

function build(one: Tree): Condition {
  if (one.op === "is") return (columns[one.column] as (typeof columns)[string]).eq(true);
  return one.op === "not" ? build(one.inner).not() : build(one.left)[one.op](build(one.right));
}

function holds(one: Tree, row: Readonly<Record<string, boolean>>): boolean {
  if (one.op === "is") return row[one.column] === true;
  if (one.op === "not") return !holds(one.inner, row);
  return one.op === "and"
    ? holds(one.left, row) && holds(one.right, row)
    : holds(one.left, row) || holds(one.right, row);
}

it("a printed condition means the same as the condition that was built", () => {
  fc.assert(
    fc.property(tree, fc.record({ a: fc.boolean(), b: fc.boolean(), c: fc.boolean() }), (one, row) => {
      const { text } = build(one);
      expect(compileCondition(text).judge(row)).toEqual({ holds: holds(one, row) });
    }),
    { numRuns: 500 },
  );
});
