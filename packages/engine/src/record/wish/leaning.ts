import type { Clause, Token } from "./tokens.ts";
import { cuesOf } from "./vocabulary.ts";
import { WEIGHTS } from "./weights.ts";

/** Stands for a negated stop word. */
export const KEPT = "~kept";

/** A reply of several words is held for an operator from here on; a lower value holds more answers. */
const HELD = -1.15;
/** One word is often the answer that a campaign asks for, so it is held only where the sum is clear. */
const HELD_ALONE = 1;
/** Below this a reply is certainly an answer. */
const PLAIN = -1.5;

/**
 * Whether a reply that no rule reads is more like the revocations among labeled replies than like the answers. A reply without any
 * known word is in another language, and not held; nor is "don't stop".
 */
export function isHeld(clauses: readonly Clause[]): boolean {
  const words = clauses.flatMap(({ tokens }) => tokens);
  if (words.some(({ word }) => word === KEPT) || words.every((word) => hintsOf(word)[0] === "unknown")) return false;
  return leaning(clauses) >= (words.length > 1 ? HELD : HELD_ALONE);
}

/** Whether a reply is clearly an answer: far from any revocation, and without a word that refuses anything. */
export function isPlain(clauses: readonly Clause[]): boolean {
  const hints = clauses.flatMap(({ tokens }) => tokens.flatMap(hintsOf));
  return leaning(clauses) < PLAIN && !hints.some((hint) => /^(?:no|away|end|law|anger|enough)$/.test(hint));
}

/** Sum of what each feature of a reply adds: above zero it reads like a revocation. */
function leaning(clauses: readonly Clause[]): number {
  return featuresOf(clauses).reduce((sum, feature) => sum + (WEIGHTS.get(feature) ?? 0), WEIGHTS.get("") ?? 0);
}

/**
 * What a reply consists of: its words, the first and the last one, how many there are, what each hints at, and every pair of hints
 * in one sentence. Pairs carry over to words that no labeled reply holds.
 */
export function featuresOf(clauses: readonly Clause[]): readonly string[] {
  const found = new Set<string>();
  for (const { tokens, isQuestion } of clauses) {
    const hints = [...new Set(tokens.flatMap(hintsOf))].sort();
    if (isQuestion) found.add("?");
    for (const { word } of tokens) if (!isNumber(word)) found.add(word);
    hints.forEach((hint, at) => {
      found.add(`:${hint}`);
      for (const other of hints.slice(at + 1)) found.add(`:${hint}:${other}`);
    });
  }
  const words = clauses.flatMap(({ tokens }) => tokens);
  const named = words.map(({ word }) => (isNumber(word) ? "0" : word));
  found.add(`^${named[0]}`).add(`$${named.at(-1)}`);
  return [...found.add(`#${Math.min(words.length, 8)}`)];
}

/** Numbers, codes and dates mean nothing by themselves, and may name a person. */
const isNumber = (word: string): boolean => /\d/.test(word);

function hintsOf({ word, classes, isNear }: Token): readonly string[] {
  if (isNumber(word)) return ["number"];
  const hints = [...classes, ...cuesOf(word, classes)].map(String);
  return hints.length > 0 ? hints : [isNear ? "near" : "unknown"];
}
