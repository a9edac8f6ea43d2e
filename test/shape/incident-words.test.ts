import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ATTEMPT_STATES, CAUSES, ENROLLMENT_STATES, EVENT_KINDS, EVIDENCE } from "@relance/spec";
import { describe, expect, it } from "vitest";
import { eventWord } from "../../packages/apps/console/app/words/named.ts";
import { WORDS } from "../../packages/apps/console/app/words/use-words.ts";

const ROOT = join(import.meta.dirname, "../..");

function codesOf(page: string, head: string): readonly string[] {
  const table = readFileSync(join(ROOT, page), "utf8").split(`\n| ${head} |`)[1]?.split("\n\n")[0] ?? "";
  return [...table.matchAll(/^\| (`[^|]*`) \|/gm)].flatMap(([, codes = ""]) => codes.match(/[\w-]+/g) ?? []);
}

describe.each([
  ["English", WORDS.en],
  ["French", WORDS.fr],
] as const)("in %s", (_, words) => {
  const { states, causes, incidentKinds } = words;

  it.each([
    ["state", [...ENROLLMENT_STATES, ...ATTEMPT_STATES, ...EVIDENCE, "running", "refused"], states],
    ["cause", [...CAUSES, ...codesOf("docs/states.md", "cause")], causes],
    ["kind of incident", codesOf("docs/incidents.md", "kind"), incidentKinds],
  ] as readonly (readonly [string, readonly string[], Readonly<Record<string, string>>])[])(
    "has a text for every %s",
    (_, codes, table) => {
      expect(codes.length).toBeGreaterThan(10);
      expect(codes.filter((code) => !table[code])).toEqual([]);
    },
  );

  it("the console has a text for every event of a recipient's history", () => {
    const kinds = EVENT_KINDS.filter((kind) => /^(?:enrollment|attempt)\./.test(kind));
    expect(kinds.length).toBeGreaterThan(25);
    expect(kinds.filter((kind) => eventWord(words, kind) === kind)).toEqual([]);
  });
});

/** Returns the path of each text in the object, followed by the placeholders of the text. */
function placesOf(words: object, place = ""): readonly string[] {
  return Object.entries(words).flatMap(([key, value]) => {
    if (typeof value === "object") return placesOf(value, `${place}${key}.`);
    return `${place}${key} ${[...new Set(String(value).match(/\{\w+\}/g))].sort().join()}`;
  });
}

it("both languages have the same texts with the same placeholders", () => {
  const { locale: _, fill: __, ...english } = WORDS.en;
  const { locale: ___, fill: ____, ...french } = WORDS.fr;
  const shared = (words: object) => placesOf(words).filter((place) => !/(?:^|\.)one /.test(place)); // English writes "1 receipt"
  expect(shared(french)).toEqual(shared(english));
});

it("fills in numbers as the language writes them, and selects the plural", () => {
  const { incidentsOpen } = WORDS.en;
  expect(WORDS.en.fill(incidentsOpen, { count: 1 })).toBe("1 open incident");
  expect(WORDS.en.fill(incidentsOpen, { count: 1_213 })).toBe("1,213 open incidents");
  expect(WORDS.fr.fill(WORDS.fr.incidentsOpen, { count: 0 })).toBe("0 incident ouvert");
  expect(WORDS.fr.fill(WORDS.fr.incidentsOpen, { count: 1_213 })).toBe("1\u202f213 incidents ouverts");
});

it("uses no older English word for a state", () => {
  const { states, causes, incidentKinds } = WORDS.en;
  const texts = [states, causes, incidentKinds].flatMap((table) => Object.values<string>(table));
  expect(texts.filter((text) => /\b(?:ways?|gates?|parts?|hints?|doubts?|people)\b/.test(text))).toEqual([]);
});
