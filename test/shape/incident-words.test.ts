import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ATTEMPT_STATES, CAUSES, ENROLLMENT_STATES, EVENT_KINDS, EVIDENCE } from "@relance/spec";
import { describe, expect, it } from "vitest";
import { incidentInFrench } from "../../packages/apps/console/app/words/incident-in-french.ts";
import { eventWord } from "../../packages/apps/console/app/words/named.ts";
import { WORDS } from "../../packages/apps/console/app/words/use-words.ts";

const ROOT = join(import.meta.dirname, "../..");
/** Source files with the texts of incidents and their remedies. */
const PLACES = [
  "packages/plugins/watch/src/{judge,respond}/*.ts",
  "steer/keep*.ts",
  "incidents/*.ts",
  "worker/listener.ts",
  "send/send-guard.ts",
  "budget/change-budget.ts",
  "steer/steer-campaign.ts",
];

/** Texts of these sources that no incident shows, such as commands, keys and errors. */
const OTHERS: ReadonlySet<string> = new Set([
  "was resumed by hand, despite the watch's holds",
  "was resumed by hand",
  "is no longer limited by hand",
  `is limited to \${perSecond}/s by hand`,
  `\${grouped(receipts)} of \${grouped(accepted)} messages have a receipt`,
  `\${sums}: one more message would exceed the budget`,
  "those of earlier campaigns",
  "if two in a hundred did",
  "others who were messaged at the same time",
  `\${Math.round(answered)} of \${Math.round(people)} within \${inWords(age)} of step \${step}, where \${Math.round(expected)} were expected`,
  `\${Math.round(share(what) * known.length)} of \${known.length}`,
  `\${provider} to \${destination}`,
  "all recipients are released",
  `wave \${pace.stage} of the campaign is released`,
  "nothing to judge by",
  "the pause is overdue for review",
  "pause: pass via or wait, not both",
  `campaign \${name} is \${state}: it accepts no commands`,
  "write a budget of 0 or more",
  "numbers of this country are not allowed (security.sendGuard.countries)",
  "numbers of this prefix rarely confirm: see the incident of kind pumping",
  `numbers of this prefix got more than \${perPrefixMinute} messages per minute`,
  "this number got five messages in a row: try again in ten minutes",
  "the campaign began without a budget, so costs were not counted",
]);
const KEYS_AND_COMMANDS = /^relance |^(?:\$\{[^}]*\}[ /]?)+$/;

const VALUES = [
  "sms.main",
  "3",
  "",
  "3 of 5",
  "3 of 5 messages have a receipt",
  "3 of 5 messages to rented numbers were reported as delivered, but did not arrive",
  "12 of 40 within an hour of step 1, where 30 were expected",
  "was resumed by hand, despite the watch's holds",
];

/** Returns the texts of a source file that are sentences: three words or more. */
function sentencesIn(source: string): readonly string[] {
  const code = source.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "");
  const texts = [...code.matchAll(/"((?:[^"\\\n]|\\.)*)"|`((?:[^`\\]|\\.)*)`/g)];
  return texts
    .map(([, plain, template]) => plain ?? template ?? "")
    .filter((text) => /^[\w$].* .* /.test(text.replace(/\$\{[^}]*\}/g, "x")))
    .filter((text) => !OTHERS.has(text) && !KEYS_AND_COMMANDS.test(text));
}

function isKnown(text: string): boolean {
  const places = text.match(/\$\{[^}]*\}/g) ?? [];
  const fill = (at: number, so: string): boolean => {
    const place = places[at];
    if (place === undefined) return incidentInFrench(so) !== undefined;
    return VALUES.some((value) =>
      fill(
        at + 1,
        so.replace(place, () => value),
      ),
    );
  };
  return fill(0, text);
}

it("whatever an incident says can be said in French", () => {
  const files = globSync(
    PLACES.map((place) => (place.startsWith("packages/") ? place : `packages/engine/src/${place}`)),
    { cwd: ROOT },
  );
  const texts = files.flatMap((file) => sentencesIn(readFileSync(join(ROOT, file), "utf8")));
  expect(texts.length).toBeGreaterThan(50);
  expect(texts.filter((text) => !isKnown(text))).toEqual([]);
});

it("somebody's own words are not put into French, and of several facts each is", () => {
  expect(incidentInFrench("I call the carrier")).toBeUndefined();
  expect(incidentInFrench("sms.main is as usual again; I call the carrier")).toBeUndefined();
  expect(
    incidentInFrench("sms.main answers again: 3 of 5 messages have a receipt; sms.main cannot be asked about messages"),
  ).toBe("sms.main répond de nouveau : 3 messages sur 5 ont un accusé ; sms.main ne peut pas être interrogé");
  expect(incidentInFrench("sms.main: 1,213 of 2,000 messages have a receipt")).toBe(
    "sms.main : 1\u202f213 messages sur 2\u202f000 ont un accusé",
  );
  expect(incidentInFrench("step 1 over sms.main for +3363 is paused by hand")).toBe(
    "étape 1 par sms.main vers +3363 : en pause à la main",
  );
});

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
    "every %s has its word",
    (_, codes, table) => {
      expect(codes.length).toBeGreaterThan(10);
      expect(codes.filter((code) => !table[code])).toEqual([]);
    },
  );

  it("the console has a word for every event of a recipient's history", () => {
    const kinds = EVENT_KINDS.filter((kind) => /^(?:enrollment|attempt)\./.test(kind));
    expect(kinds.length).toBeGreaterThan(25);
    expect(kinds.filter((kind) => eventWord(words, kind) === kind)).toEqual([]);
  });
});

/** Returns the place of each text, with its placeholders. */
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
