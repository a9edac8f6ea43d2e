import type { Clause, Token } from "./tokens.ts";
import { cuesOf } from "./vocabulary.ts";
import { WEIGHTS } from "./weights.ts";

/** A reply is held for an operator from here on; a lower value holds more answers. */
const HELD = -1.4;
/** A reply without any known word is probably in another language, and held only where its stems clearly refuse. */
const HELD_FOREIGN = 1;
/** Below this a reply is certainly an answer. */
const PLAIN = -2;
/** Beginnings of words that are features: inflected forms of one word share them. */
const STEMS = [3, 4, 5, 6];

/**
 * Whether a reply is more like the revocations among labeled replies than like the answers. An unknown word alone is held: the
 * words that answer a campaign are few.
 */
export function isHeld(clauses: readonly Clause[]): boolean {
  const words = clauses.flatMap(({ tokens }) => tokens);
  const isWord = words.length === 1 && /^[a-z]{1,20}$/.test(words[0]?.word ?? "");
  const isForeign = !isWord && words.every((word) => hintsOf(word)[0] === "unknown");
  return leaning(clauses) >= (isForeign ? HELD_FOREIGN : HELD);
}

/** Whether a reply is clearly an answer: far from any revocation, and without a word that refuses anything. */
export function isPlain(clauses: readonly Clause[]): boolean {
  const hints = clauses.flatMap(({ tokens }) => tokens.flatMap(hintsOf));
  return leaning(clauses) < PLAIN && !hints.some((hint) => /^(?:no|away|end|law|anger|enough)$/.test(hint));
}

/** Sum of what each feature of a reply adds: above zero it reads like a revocation. */
function leaning(clauses: readonly Clause[]): number {
  return featuresOf(clauses).reduce((sum, feature) => sum + (WEIGHTS[placeOf(feature)] ?? 0), 0);
}

/** Where the weight of a feature is kept (FNV-1a): features that share a place share a weight. */
export function placeOf(feature: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < feature.length; at += 1) hash = Math.imul(hash ^ feature.charCodeAt(at), 0x01000193);
  return (hash ^ (hash >>> 15)) & (PLACES - 1);
}
export const PLACES: number = 1 << 15;

/**
 * The features of a reply: its words and their stems, the hints of each word, the pairs of neighbors, every pair of hints in one
 * sentence, and the number of words. Stems and hints also work for words that occur in no labeled reply.
 */
export function featuresOf(clauses: readonly Clause[]): readonly string[] {
  const words = clauses.flatMap(({ tokens }) => tokens);
  const found = new Set(["", `#${Math.min(words.length, 8)}`]);
  for (const { tokens, isQuestion } of clauses) {
    if (isQuestion) found.add("?");
    const hints = [...new Set(tokens.flatMap(hintsOf))].sort();
    hints.forEach((hint, at) => {
      for (const other of hints.slice(at + 1)) found.add(`:${hint}:${other}`);
    });
    const forms = [["^"], ...tokens.map(formsOf), ["$"]];
    forms.forEach((these, at) => {
      for (const form of these) {
        found.add(form);
        for (const next of forms[at + 1] ?? []) found.add(`${form} ${next}`);
      }
    });
    for (const { word } of tokens)
      if (!isNumber(word)) for (const length of STEMS) if (word.length > length) found.add(`${word.slice(0, length)}*`);
  }
  return [...found];
}

/** A word and its hints. */
function formsOf(token: Token): readonly string[] {
  return [isNumber(token.word) ? "0" : token.word, ...hintsOf(token).map((hint) => `:${hint}`)];
}

/** Numbers, codes and dates mean nothing by themselves, and may name a person. */
const isNumber = (word: string): boolean => /\d/.test(word);

function hintsOf({ word, classes, isNear }: Token): readonly string[] {
  if (isNumber(word)) return ["number"];
  const hints = [...classes, ...cuesOf(word, classes)].map(String);
  return hints.length > 0 ? hints : [isNear ? "near" : "unknown"];
}
