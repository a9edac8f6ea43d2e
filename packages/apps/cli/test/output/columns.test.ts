import { expect, it } from "vitest";
import { cutLine, foldLine, rowsOf } from "../../src/output/columns.ts";

it("a line is cut before it wraps, and a terminal that says 0 columns is taken for one of 80", () => {
  const line = "x".repeat(100);
  expect(cutLine(line, 100)).toBe(`${"x".repeat(98)}…`);
  expect(cutLine(line, 101)).toBe(line);
  expect(cutLine(line, 0)).toBe(`${"x".repeat(78)}…`);
  expect([rowsOf(line, 50), rowsOf(line, 0), rowsOf("", 0)]).toEqual([2, 2, 1]);
});

it("a line is folded between words, under the place where its text begins, and a long word stays whole", () => {
  const line = "! clock        it is an hour behind /a/very/long/path/of/a/folder";
  expect(foldLine(line, 34, 15).split("\n")).toEqual([
    "! clock        it is an hour",
    "               behind",
    "               /a/very/long/path/of/a/folder",
  ]);
  expect(foldLine(line, 100, 15)).toBe(line);
});
