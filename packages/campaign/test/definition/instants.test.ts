import { parseDuration } from "@relance/spec";
import { expect, it } from "vitest";
import { isDoubtfulInstant, parseInstant } from "../../src/definition/instants.ts";

it.each([
  ["30s", 30_000],
  ["15m", 900_000],
  ["48h", 172_800_000],
  ["3d", 259_200_000],
  ["2w", 1_209_600_000],
  ["0s", 0],
])("parses the duration %s", (text, ms) => {
  expect(parseDuration(text)).toBe(ms);
});

it.each(["48", "1.5h", "-1h", "1h30m", " 1h", "1 h", "1H", "", "9999999h"])("finds no duration in %o", (text) => {
  expect(parseDuration(text)).toBeUndefined();
});

it.each([
  { text: "2013-08-15T23:59", zone: "Europe/Paris", is: "2013-08-15T21:59:00.000Z" },
  { text: "2013-01-15T23:59", zone: "Europe/Paris", is: "2013-01-15T22:59:00.000Z" },
  { text: "2013-08-15 23:59:30", zone: "America/New_York", is: "2013-08-16T03:59:30.000Z" },
  { text: "2013-08-15T23:59+02:00", zone: "America/New_York", is: "2013-08-15T21:59:00.000Z" },
  { text: "2013-08-15T23:59Z", zone: "Europe/Paris", is: "2013-08-15T23:59:00.000Z" },
  { text: "2026-10-25T02:30", zone: "Europe/Paris", is: "2026-10-25T00:30:00.000Z" },
  { text: "2026-03-29T02:30", zone: "Europe/Paris", is: "2026-03-29T00:30:00.000Z" },
  { text: "2026-03-29T03:30", zone: "Europe/Paris", is: "2026-03-29T01:30:00.000Z" },
])("parses $text in $zone as $is", ({ text, zone, is }) => {
  expect(new Date(parseInstant(text, zone) ?? Number.NaN).toISOString()).toBe(is);
});

it.each([
  "2013-02-30T10:00",
  "2013-08-15",
  "15/08/2013 23:59",
  "2013-08-15T25:00",
  "tomorrow",
  "2013-08-15T23:59[u-ca=hebrew]",
])("finds no instant in %o", (text) => {
  expect(parseInstant(text, "Europe/Paris")).toBeUndefined();
});

it("reports local times in the night of a clock change, and no others", () => {
  expect(isDoubtfulInstant("2026-10-25T02:30", "Europe/Paris")).toBe(true);
  expect(isDoubtfulInstant("2026-03-29T02:30", "Europe/Paris")).toBe(true);
  expect(isDoubtfulInstant("2026-10-25T02:30+01:00", "Europe/Paris")).toBe(false);
  expect(isDoubtfulInstant("2026-10-25T02:30", "UTC")).toBe(false);
});
