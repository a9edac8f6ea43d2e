import { stripVTControlCharacters } from "node:util";
import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { createRegion } from "../../src/output/region.ts";
import { barCells } from "../../src/progress/bar.ts";
import { ENROLLING, lineProgress, READING, terminalProgress } from "../../src/progress/progress.ts";
import { timeLeftText } from "../../src/progress/time-left.ts";
import { ledger } from "../support/ledger.ts";
import { record, screen } from "../support/screen.ts";

const counts = fc.record({
  confirmed: fc.nat(700_000),
  inFlight: fc.nat(700_000),
  waiting: fc.nat(700_000),
  unreached: fc.nat(700_000),
});

describe("a bar", () => {
  it("is always full, and shows every recipient", () => {
    fc.assert(
      fc.property(counts, fc.integer({ min: 10, max: 80 }), (reach, width) => {
        const cells = barCells(reach, width);
        const parts = [reach.confirmed, reach.inFlight, reach.waiting, reach.unreached];
        fc.pre(parts.some((count) => count > 0));
        expect(cells.reduce((sum, cell) => sum + cell, 0)).toBe(width);
        expect(cells.map((cell) => cell > 0)).toEqual(parts.map((count) => count > 0));
      }),
    );
  });

  it("is empty without recipients", () => {
    expect(barCells({ confirmed: 0, inFlight: 0, waiting: 0, unreached: 0 }, 40)).toEqual([0, 0, 0, 0]);
  });
});

describe("progress on a terminal", () => {
  it("draws a campaign in three lines, over the previous ones", () => {
    const seen = screen();
    const progress = terminalProgress(seen.screen, createRegion(seen.screen));
    progress.campaigns([ledger()]);
    progress.campaigns([ledger({ state: "closed" })]);
    expect(seen.text()).toContain("\u001b[3A");
    const [first = ""] = stripVTControlCharacters(seen.text()).split("hello 2013-08 · closed");
    expect(first).toContain("4 confirmed · 2 in flight · 3 waiting · 1 unreached");
  });

  it("draws nothing twice", () => {
    const seen = screen();
    const progress = terminalProgress(seen.screen, createRegion(seen.screen));
    progress.campaigns([ledger()]);
    const before = seen.text();
    progress.campaigns([ledger()]);
    expect(seen.text()).toBe(before);
  });
});

describe("the remaining time", () => {
  it.each([
    [0.25, 1_999, ""],
    [0.25, 10_000, " · 25 %, 30 s left"],
    [1 / 650_000, 2_000, " · 0 %, 15 d 1 h left"],
    [0.1, 60_000, " · 10 %, 9 min left"],
    [1, 60_000, " · 100 %, 0 s left"],
    [1.001, 60_000, ""], // more was read than the file's size
    [0, 60_000, ""],
  ])("for a share of %f after %i ms is %j", (share, elapsedMs, text) => {
    expect(timeLeftText(share, elapsedMs)).toBe(text);
  });

  it("follows the lines of a terminal if the size is known, and begins again with other work", () => {
    vi.useFakeTimers({ toFake: ["performance"] });
    try {
      const seen = screen();
      const progress = terminalProgress(seen.screen, createRegion(seen.screen));
      progress.work(READING, 1);
      vi.advanceTimersByTime(60_000);
      progress.work(ENROLLING, 1, { of: 1_000 });
      vi.advanceTimersByTime(10_000);
      progress.work(ENROLLING, 250, { of: 1_000 });
      expect(stripVTControlCharacters(seen.text())).toContain("enrolling 250 of 1,000 rows · 25 %, 30 s left");
      expect(stripVTControlCharacters(seen.text())).not.toContain("enrolling 1 of 1,000 rows ·");
    } finally {
      vi.useRealTimers();
    }
  });
});

describe("progress as lines", () => {
  it("prints numbers once, and the end of a campaign immediately", () => {
    const told = record();
    const progress = lineProgress(told.output);
    progress.campaigns([ledger()]);
    progress.campaigns([ledger()]);
    progress.campaigns([ledger({ state: "closed" })]);
    expect(told.lines).toMatchObject([
      {
        event: "campaign.progress",
        campaign: "hello",
        state: "running",
        people: 10,
        confirmed: 4,
        onWire: 1,
      },
      { event: "campaign.progress", campaign: "hello", state: "closed" },
    ]);
  });
});
