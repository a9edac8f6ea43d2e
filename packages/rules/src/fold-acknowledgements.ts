import type { Plan } from "@relance/spec";
import { answerEffect } from "./answer-effect.ts";
import { STRENGTH } from "./enrollment.ts";

/** One stored acknowledgement or revocation. */
export interface StoredAcknowledgement {
  readonly source: string;
  readonly sourceId: string;
  readonly answer: string;
  readonly strength: number;
  readonly occurredAt: number;
  readonly revoke: boolean;
  /** The campaign's question was answered wrongly. */
  readonly wrongFactor?: boolean | undefined;
}

/** What all of them together say. */
export interface FoldedAcknowledgements {
  /** One of enough strength closes the matter. */
  readonly closed: boolean;
  /** Strongest that stands, `STRENGTH`. */
  readonly strength: number;
}

function isLater(a: StoredAcknowledgement, b: StoredAcknowledgement): boolean {
  return a.occurredAt > b.occurredAt || (a.occurredAt === b.occurredAt && a.sourceId > b.sourceId);
}

/**
 * Folds acknowledgements and revocations: per source a revocation takes back what is earlier by (occurredAt, id), and
 * nothing else does. Somebody who pressed "done" and then another button is still done. Order of arrival and repeats
 * change nothing, so an event and its revocation that arrive reversed give the same state.
 */
export function foldAcknowledgements(
  all: readonly StoredAcknowledgement[],
  plan: Plan,
): FoldedAcknowledgements {
  const revoked = new Map<string, StoredAcknowledgement>();
  for (const item of all) {
    const known = revoked.get(item.source);
    if (item.revoke && (known === undefined || isLater(item, known))) revoked.set(item.source, item);
  }
  let closed = false;
  let strength: number = STRENGTH.none;
  for (const item of all) {
    const revocation = revoked.get(item.source);
    if (item.revoke || (revocation !== undefined && !isLater(item, revocation))) continue;
    strength = Math.max(strength, item.strength);
    if (answerEffect(plan, item.answer)?.do === "close" && item.strength >= STRENGTH[plan.strength])
      closed = true;
  }
  return { closed, strength };
}
