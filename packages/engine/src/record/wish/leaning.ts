import type { Clause, Token } from "./tokens.ts";
import { cuesOf } from "./vocabulary.ts";
import { WEIGHTS } from "./weights.ts";

/** A reply of several words is held for an operator from here on; a lower value holds more answers. */
const HELD = -1.1;
/** One word is often the answer that a campaign asks for, so it is held only where the sum is clear. */
const HELD_ALONE = 1;
/** Below this a reply is an answer beyond doubt. */
const PLAIN = -3;

/** Whether a reply that no rule reads is more like the revocations among labeled replies than like the answers. */
export function isHeld(clauses: readonly Clause[]): boolean {
  const words = clauses.reduce((count, { tokens }) => count + tokens.length, 0);
  return leaning(clauses) >= (words > 1 ? HELD : HELD_ALONE);
}

/** Whether a reply is clearly an answer. */
export function isPlain(clauses: readonly Clause[]): boolean {
  return leaning(clauses) < PLAIN;
}

/** Sum of what each feature of a reply adds: above zero it reads like a revocation. */
function leaning(clauses: readonly Clause[]): number {
  return featuresOf(clauses).reduce((sum, feature) => sum + (WEIGHTS.get(feature) ?? 0), WEIGHTS.get("") ?? 0);
}

/** Most words that are read: more than a person types into an SMS. */
const MAX_WORDS = 100;

/**
 * What a reply consists of: its words, what each hints at, and every pair of hints in one sentence. A stop word that the rules found
 * harmless ("don't stop", "the bus stop") counts as that alone.
 */
export function featuresOf(clauses: readonly Clause[]): readonly string[] {
  const found = new Set<string>();
  let budget = MAX_WORDS;
  for (const { tokens, isQuestion } of clauses) {
    const read = tokens.slice(0, budget);
    budget -= read.length;
    const hints = [...new Set(read.flatMap(hintsOf))].sort();
    if (isQuestion) found.add("?");
    for (const { word } of read) found.add(word);
    hints.forEach((hint, at) => {
      found.add(`:${hint}`);
      for (const other of hints.slice(at + 1)) found.add(`:${hint}:${other}`);
    });
  }
  const words = clauses.flatMap(({ tokens }) => tokens);
  found.add(`^${words[0]?.word}`).add(`$${words.at(-1)?.word}`);
  return [...found.add(`#${Math.min(words.length, 8)}`)];
}

function hintsOf({ word, classes, isNear }: Token): readonly string[] {
  if (/\d/.test(word)) return ["number"];
  const hints = [...classes, ...cuesOf(word, classes)].map(String);
  return hints.length > 0 ? hints : [isNear ? "near" : "unknown"];
}
