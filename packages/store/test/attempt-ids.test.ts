import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { AttemptIds } from "../src/rows/attempt-ids.ts";
import { numbersFrom } from "../src/verbs/mark-restored.ts";

describe("the id of an attempt", () => {
  it("is short, safe in every address and header, and contains its number", () => {
    for (const attempt of [1, 35, 36, 4_711, 2 ** 43, Number.MAX_SAFE_INTEGER]) {
      const ids = new AttemptIds(randomUUID());
      const id = ids.idOf(attempt);
      expect(id).toMatch(/^[0-9a-z]{7,17}$/);
      expect(ids.numberOf(id)).toBe(attempt);
    }
  });

  it("is invalid in another store: two of ten thousand stores share their six characters only by a rare chance", () => {
    const tags = new Set(Array.from({ length: 10_000 }, () => new AttemptIds(randomUUID()).idOf(1)));
    expect(tags.size).toBeGreaterThan(9_995);
    const [ours, theirs] = [new AttemptIds("ours"), new AttemptIds("theirs")];
    expect(ours.numberOf(theirs.idOf(17))).toBeUndefined();
  });

  it.each(["", "17", "h", "zero length", "0", "-1"])("is not %s, and not a number in another spelling", (end) => {
    const ids = new AttemptIds("ours");
    const tag = ids.idOf(1).slice(0, -1);
    expect(ids.numberOf(end)).toBeUndefined();
    for (const number of ["", "01", "0", "zzzzzzzzzzz", "A"]) expect(ids.numberOf(tag + number)).toBeUndefined();
  });
});

describe("numbers after a restore", () => {
  const at = (second: number) => numbersFrom(Date.UTC(2026, 0, 1) + second * 1_000);

  it("begin above all numbers assigned since the previous restore, at 65,536 per second", () => {
    let before = 0;
    for (const second of [1, 2, 60, 86_400, 400 * 86_400, 50 * 366 * 86_400]) {
      const given = at(before) + (second - before) * 65_536 - 1;
      expect(at(second)).toBeGreaterThan(given);
      expect(Number.isSafeInteger(at(second))).toBe(true);
      before = second;
    }
  });

  it("make links of at most nine digits until 2038", () => {
    expect(numbersFrom(Date.UTC(2038, 0, 1)).toString(36)).toHaveLength(9);
  });
});
