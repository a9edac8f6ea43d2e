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
  /** One of enough strength closes the enrollment. */
  readonly closed: boolean;
  /** One asks for a person to take over. */
  readonly wantsHelp: boolean;
  /** Strongest that stands, `STRENGTH`. */
  readonly strength: number;
}

function isLater(a: StoredAcknowledgement, b: StoredAcknowledgement): boolean {
  return a.occurredAt > b.occurredAt || (a.occurredAt === b.occurredAt && a.sourceId > b.sourceId);
}

/** A person on the sender's side, who knows that an answer was not the recipient's. */
const OPERATOR = "operator";
/** What came in the person's name, by a link or a reply that others may have had in their hands. */
const IN_PERSONS_NAME: ReadonlySet<string> = new Set(["link", "reply"]);

/** Whether a revocation of one source takes back what another said: each its own, an operator also what was pressed or replied. */
export function takesBack(revoking: string, source: string): boolean {
  return revoking === source || (revoking === OPERATOR && IN_PERSONS_NAME.has(source));
}

/**
 * Folds acknowledgements and revocations: per source a revocation takes back what is earlier by (occurredAt, id), an
 * operator's also what was pressed or replied; nothing else does. A recipient who pressed "done" and then another button is
 * still done. Order of arrival and repeats change nothing, so an event and its revocation that arrive reversed give the same
 * state.
 */
export function foldAcknowledgements(all: readonly StoredAcknowledgement[], plan: Plan): FoldedAcknowledgements {
  const revocations = all.filter(({ revoke }) => revoke);
  let closed = false;
  let wantsHelp = false;
  let strength: number = STRENGTH.none;
  for (const item of all) {
    const isTakenBack = (by: StoredAcknowledgement) => takesBack(by.source, item.source) && !isLater(item, by);
    if (item.revoke || revocations.some(isTakenBack)) continue;
    strength = Math.max(strength, item.strength);
    const effect = answerEffect(plan, item.answer)?.do;
    if (effect === "close" && item.strength >= STRENGTH[plan.strength]) closed = true;
    if (effect === "handover") wantsHelp = true;
  }
  return { closed, wantsHelp, strength };
}
