import { expect, it } from "vitest";
import { countSegments } from "../../src/index.ts";

const family = "👨‍👩‍👧‍👦";

it.each([
  { text: "", encoding: "GSM-7", segments: 0, units: 0 },
  { text: "a".repeat(160), encoding: "GSM-7", segments: 1, units: 160 },
  { text: "a".repeat(161), encoding: "GSM-7", segments: 2, units: 161 },
  { text: "€", encoding: "GSM-7", segments: 1, units: 2 },
  { text: "€".repeat(81), encoding: "GSM-7", segments: 2, units: 162 },
  { text: `${"a".repeat(152)}€${"a".repeat(7)}`, encoding: "GSM-7", segments: 2, units: 161 },
  { text: "Éàèùì", encoding: "GSM-7", segments: 1, units: 5 },
  { text: "ê".repeat(70), encoding: "UCS-2", segments: 1, units: 70 },
  { text: "ê".repeat(71), encoding: "UCS-2", segments: 2, units: 71 },
  { text: family, encoding: "UCS-2", segments: 1, units: family.length },
  { text: family.repeat(7), encoding: "UCS-2", segments: 2, units: 7 * family.length },
])("counts $segments segments of $encoding, $units units", ({ text, ...expected }) => {
  expect(countSegments(text)).toMatchObject(expected);
});

it("lists the characters that make a text expensive, each once", () => {
  expect(countSegments("août, bientôt, août").outside).toEqual(["û", "ô"]);
});
