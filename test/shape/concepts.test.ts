import { describe, expect, it } from "vitest";
import { concepts } from "../../scripts/concepts.ts";

describe("the budget of concepts", () => {
  it.each(concepts())("is kept for $name: a change that adds one removes another", ({ count, most }) => {
    expect(count).toBeGreaterThan(0);
    expect(count).toBeLessThanOrEqual(most);
  });
});
