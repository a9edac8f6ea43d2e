import { describe, expect, it } from "vitest";
import { uncarriedIn, uncarriedText } from "../../src/ledger/ledger-text.ts";

const dueAt = new Date("2026-11-02T10:00:00Z");
const all = [
  { campaign: 1, step: 1, provider: "sms.main", dueAt },
  { campaign: 2, step: 2, provider: "email.smtp", dueAt },
];

describe("work that no live worker can do", () => {
  it("is listed by step and provider, with the time since which recipients wait", () => {
    const own = uncarriedIn(all, 1, dueAt.getTime() + 61_000);
    expect(uncarriedText(own)).toBe("\n  no worker  step 1 sms.main: recipients wait since 2026-11-02T10:00:00.000Z");
  });

  it("is not listed in the minute in which a worker may start", () => {
    expect(uncarriedIn(all, 1, dueAt.getTime() + 59_000)).toEqual([]);
    expect(uncarriedText([])).toBe("");
  });
});
