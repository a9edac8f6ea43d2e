import { expect, it } from "vitest";
import { compileCondition } from "../../src/condition/compile-condition.ts";

const row = { age: "34", city: "Paris", vip: true, score: 7, empty: "", note: "x", tags: ["a", "b"] };

it.each([
  ["age < 75", true],
  ["age >= 35", false],
  ["75 > age", true],
  ["age < 34.5", true],
  ["score < 8", true],
  ['city == "Paris" && age < 75', true],
  ['city in ["Lyon", "Paris"]', true],
  ['city.startsWith("Par")', true],
  ["!vip", false],
  ['tags.exists(t, t == "b")', true],
  ["vip ? age < 75 : false", true],
  ["int(age) == 34", true],
  ['empty == ""', true],
  ['empty == "" || age < 3', true],
])("%s is %s", (text, holds) => {
  const condition = compileCondition(text);
  expect(condition.advice).toBeUndefined();
  expect(condition.judge(row)).toEqual({ holds });
});

it.each(["empty < 75", "!(empty < 75)", 'empty < 75 && city == "Paris"', "int(empty) == 3"])(
  "is false if an empty cell makes the comparison impossible: %s",
  (text) => {
    expect(compileCondition(text).judge(row)).toEqual({ holds: false });
  },
);

it("refuses a row whose cell must contain a number but does not", () => {
  expect(compileCondition("note < 75").judge(row)).toMatchObject({ reason: "message/bad-condition" });
});

it("refuses a row without the column", () => {
  expect(compileCondition("birth < 75").judge(row)).toMatchObject({ reason: "message/missing-variable" });
});

it.each([
  ["age <", "write a condition"],
  ["age < 75 foo", "write a condition"],
  ["", "write a condition"],
  ["age == 75", 'cells are text: write == "75"'],
  ["age in [75, 76]", "cells are text"],
  ["vip", "compare the column with a value"],
  ["1 < 2", "the same for every row"],
  ['city.matches("(a+)+$")', "matches is not available"],
  ["city + 1", "write a condition"],
  ["process.exit(1)", "write a condition"],
  ["[1].map(x, age)", "write a condition"],
])("gives advice against %s", (text, advice) => {
  expect(compileCondition(text).advice).toContain(advice);
});

it.each(["constructor == city", "toString == city", "city.constructor == city", 'this.x == "a"', "__proto__ == city"])(
  "reads nothing outside the row: %s",
  (text) => {
    const condition = compileCondition(text);
    const verdict = condition.advice === undefined ? condition.judge(row) : undefined;
    expect(verdict?.reason ?? "message/bad-condition").toMatch(/^message\/(missing-variable|bad-condition)$/);
  },
);
