import type { Clause, Token } from "./tokens.ts";
import { findCues } from "./vocabulary.ts";
import { WEIGHTS } from "./weights.ts";

/** Operators judge replies whose leaning is above this value. A lower value would hold more ordinary answers. */
const HELD = -1.6;
/** The limit for a reply in which one clause revokes and another clause answers. */
const HELD_WITH_REVOCATION = -4;
/** A reply with a leaning below this value certainly revokes nothing. */
const PLAIN = -2.2;
/** The first 3, 4, 5 and 6 letters of a word are features, so that inflected forms share features. */
const STEMS = [3, 4, 5, 6];

/** Returns whether a reply in Latin letters resembles the labeled revocations more than the labeled answers. */
export function isHeld(clauses: readonly Clause[], hasRevocation: boolean): boolean {
  const isLatin = clauses.some(({ tokens }) => tokens.some(({ word }) => /[a-z]/.test(word)));
  return isLatin && leaning(clauses) >= (hasRevocation ? HELD_WITH_REVOCATION : HELD);
}

/** Returns whether a reply resembles no revocation, and contains a known word but no refusing word. */
export function isPlain(clauses: readonly Clause[]): boolean {
  const hints = clauses.flatMap(({ tokens }) => tokens.flatMap(listHints));
  const isKnown = hints.some((hint) => hint !== "unknown");
  return isKnown && leaning(clauses) < PLAIN && !hints.some((hint) => /^(?:no|away|end|law|anger|enough)$/.test(hint));
}

function leaning(clauses: readonly Clause[]): number {
  return sumLeaning(listFeatures(clauses).map(weightPlace), WEIGHTS);
}

/** Returns a reply's leaning: above zero, it resembles a revocation. The square root offsets the reply's length. */
export function sumLeaning(places: readonly number[], weights: Float32Array | Float64Array): number {
  return places.reduce((sum, place) => sum + (weights[place] ?? 0), 0) / Math.sqrt(places.length);
}

/** Returns the index of a feature's weight (FNV-1a). Features with the same index share a weight. */
export function weightPlace(feature: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < feature.length; at += 1) hash = Math.imul(hash ^ feature.charCodeAt(at), 0x01000193);
  return (hash ^ (hash >>> 15)) & (PLACES - 1);
}
export const PLACES: number = 1 << 16;

/**
 * Returns the features of a reply: words and their stems, the hints of each word, pairs of neighbors, pairs of hints in
 * one sentence, and the number of words. Stems and hints also describe unknown words.
 */
export function listFeatures(clauses: readonly Clause[]): readonly string[] {
  const words = clauses.flatMap(({ tokens }) => tokens);
  const found = new Set(["", `#${Math.min(words.length, 8)}`]);
  for (const { tokens, isQuestion } of clauses) {
    if (isQuestion) found.add("?");
    const hints = [...new Set(tokens.flatMap(listHints))].sort();
    hints.forEach((hint, at) => {
      for (const other of hints.slice(at + 1)) found.add(`:${hint}:${other}`);
    });
    const forms = [["^"], ...tokens.map(listForms), ["$"]];
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

function listForms(token: Token): readonly string[] {
  return [isNumber(token.word) ? "0" : token.word, ...listHints(token).map((hint) => `:${hint}`)];
}

/** Returns whether a word contains a digit. Numbers are not used as features, because they may identify a person. */
const isNumber = (word: string): boolean => /\d/.test(word);

function listHints({ word, classes, isNear }: Token): readonly string[] {
  if (isNumber(word)) return ["number"];
  const hints = [...classes, ...findCues(word, classes)].map(String);
  return hints.length > 0 ? hints : [isNear ? "near" : "unknown"];
}
