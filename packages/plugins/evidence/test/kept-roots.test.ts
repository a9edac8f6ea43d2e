import { describe, expect, it } from "vitest";
import { readKeptRoots, readPair } from "../src/index.ts";

const chain = "a".repeat(43);
const campaign = { name: "dunning", occurrence: "2026-05" };
const seal = { number: 7, at: "2026-05-04T08:00:00.000Z", leaves: 3, root: "r", chain };

describe("roots stored elsewhere", () => {
  it.each([
    ["a report", JSON.stringify({ campaign: { ...campaign, id: 3 }, evidence: { seal } })],
    ["a webhook", JSON.stringify({ type: "evidence.sealed", data: { id: "e", campaign, seal } })],
    ["a batch", JSON.stringify({ type: "events", data: { events: [{ type: "x" }, { campaign, seal }] } })],
    [
      "an older file of evidence",
      [{ evidence: 1, campaign, madeAt: seal.at }, { seal }, { end: { seals: 1, leaves: 0 } }]
        .map((line) => JSON.stringify(line))
        .join("\n"),
    ],
    ["webhooks line by line", `${JSON.stringify({ data: { campaign, seal } })}\nnot json\n`],
  ])("are found in %s", (_, text) => {
    expect(readKeptRoots(text)).toEqual([{ campaign, number: 7, chain }]);
  });

  it("may be written by hand", () => {
    expect(readPair(` 7:${chain} `)).toEqual({ number: 7, chain });
    expect(readKeptRoots(`7:${chain}\n8:${chain}\n`).map(({ number }) => number)).toEqual([7, 8]);
    expect(readPair("7:short")).toBeUndefined();
  });

  it("are found at any depth of nesting", () => {
    const around = (inside: string) => `${"[".repeat(50_000)}${inside}${"]".repeat(50_000)}`;
    expect(readKeptRoots(around(JSON.stringify({ campaign, seal })))).toEqual([{ campaign, number: 7, chain }]);
    expect(readKeptRoots(around(""))).toEqual([]);
  });

  it("are empty in a text without roots", () => {
    for (const text of ["", "{}", "[null, 3]", '{"seal":{"number":"7"}}', "\u0000"])
      expect(readKeptRoots(text)).toEqual([]);
  });
});
