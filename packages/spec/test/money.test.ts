import { expect, it } from "vitest";
import { formatAmount } from "../src/index.ts";

it.each([
  [0, "0.00"],
  [0.1, "0.10"],
  [0.045, "0.045"],
  [0.05 - 0.045, "0.005"],
  [0.000_001, "0.000001"],
  [44_999.96, "44999.96"],
  [1_000_000, "1000000.00"],
])("formats %d as %s", (amount, text) => {
  expect(formatAmount(amount)).toBe(text);
});
