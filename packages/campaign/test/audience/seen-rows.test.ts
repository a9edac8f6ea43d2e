import { describe, expect, it } from "vitest";
import { SeenRows, textNumber } from "../../src/audience/seen-rows.ts";

describe("texts that occurred before", () => {
  it("are found with their first line, however many there are", () => {
    const seen = new SeenRows();
    const count = 20_000;
    for (let line = 1; line <= count; line++) expect(seen.add(textNumber(`text ${line}`), line)).toBeUndefined();
    for (const line of [1, 4_097, count]) {
      expect(seen.add(textNumber(`text ${line}`), 99_999)).toEqual({ line, isFirst: true });
      expect(seen.add(textNumber(`text ${line}`), 99_999)).toEqual({ line, isFirst: false });
    }
  });
});
