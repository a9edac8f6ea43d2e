import { STRENGTH } from "./enrollment.ts";
import type { StoredAcknowledgement } from "./fold-acknowledgements.ts";

/** Wrong answers to the campaign's question that one person may give; whoever answers after them has only pressed. */
export const FACTOR_TRIES = 5;

/** What decides about the strength of one answer before it is stored. */
export interface Proof {
  /** As the source says it, `STRENGTH`. */
  readonly strength: number;
  readonly method: "event" | "link" | "reply" | "operator";
  readonly wrongFactor: boolean;
}

/**
 * The strength to store. Judged once, under the lock, from what was stored before: many guesses at the same moment are
 * counted one after the other, and a right one that comes too late proves nothing. What was proven stays proven.
 */
export function provenStrength(proof: Proof, known: readonly StoredAcknowledgement[]): number {
  const { strength, method, wrongFactor } = proof;
  if (method !== "link" || strength !== STRENGTH.authenticated) return strength;
  const wrong = known.filter((one) => one.wrongFactor).length;
  return wrongFactor || wrong >= FACTOR_TRIES ? STRENGTH.gesture : strength;
}
