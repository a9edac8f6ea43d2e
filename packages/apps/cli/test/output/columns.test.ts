import { expect, it } from "vitest";
import { countRows, cutLine } from "../../src/output/columns.ts";

it("a line is cut before it wraps, and a terminal that reports 0 columns is treated as 80 columns wide", () => {
  const line = "x".repeat(100);
  expect(cutLine(line, 100)).toBe(`${"x".repeat(98)}…`);
  expect(cutLine(line, 101)).toBe(line);
  expect(cutLine(line, 0)).toBe(`${"x".repeat(78)}…`);
  expect([countRows(line, 50), countRows(line, 0), countRows("", 0)]).toEqual([2, 2, 1]);
});
