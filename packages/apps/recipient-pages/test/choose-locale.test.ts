import { describe, expect, it } from "vitest";
import { acceptedLocales, chooseLocale } from "../src/page-languages.ts";

describe("Accept-Language", () => {
  it.each([
    { header: "fr-CH, fr;q=0.9, en;q=0.8, *;q=0.5", tags: ["fr-CH", "fr", "en"] },
    { header: "en;q=0.2,fr;q=0.8", tags: ["fr", "en"] },
    { header: "en;q=0", tags: [] },
    { header: "en;q=high", tags: [] },
    { header: "<script>", tags: [] },
    { header: null, tags: [] },
  ])("$header means $tags", ({ header, tags }) => {
    expect(acceptedLocales(header)).toEqual(tags);
  });

  it("is not parsed beyond a limit", () => {
    expect(acceptedLocales("fr,".repeat(100_000)).length).toBeLessThan(200);
  });
});

describe("a language", () => {
  it.each([
    { wanted: ["pt-BR"], available: ["pt", "pt-BR"], chosen: "pt-BR" },
    { wanted: ["fr_FR"], available: ["en", "fr"], chosen: "fr" },
    { wanted: ["de", undefined, null, "", "FR"], available: ["en", "fr"], chosen: "fr" },
    { wanted: ["constructor"], available: ["en"], chosen: undefined },
  ])("is the first available one of $wanted", ({ wanted, available, chosen }) => {
    expect(chooseLocale(wanted, available)).toBe(chosen);
  });
});
