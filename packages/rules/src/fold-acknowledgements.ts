import type { Plan } from "@relance/spec";
import { answerEffect } from "./answer-effect.ts";
import { STRENGTH } from "./enrollment.ts";

export interface StoredAcknowledgement {
  readonly source: string;
  readonly sourceId: string;
  readonly answer: string;
  readonly strength: number;
  readonly occurredAt: number;
  readonly revoke: boolean;
  /** True if the answer to the campaign's question was wrong. */
  readonly wrongFactor?: boolean | undefined;
}

export interface FoldedAcknowledgements {
  /** True if an acknowledgement is strong enough to close the enrollment. */
  readonly closed: boolean;
  /** True if an acknowledgement asks for help from a person. */
  readonly wantsHelp: boolean;
  /** Strength (`STRENGTH`) of the strongest acknowledgement that was not revoked. */
  readonly strength: number;
}

function isLater(a: StoredAcknowledgement, b: StoredAcknowledgement): boolean {
  return a.occurredAt > b.occurredAt || (a.occurredAt === b.occurredAt && a.sourceId > b.sourceId);
}

/** The source that may revoke presses and replies, because an operator may know that another person answered. */
const OPERATOR = "operator";
/** Sources that another person may have used: a link or a reply. */
const IN_PERSONS_NAME: ReadonlySet<string> = new Set(["link", "reply"]);

/** Returns whether a revocation revokes an answer of this source. An operator may also revoke presses and replies. */
export function revokes(revoking: string, source: string): boolean {
  return revoking === source || (revoking === OPERATOR && IN_PERSONS_NAME.has(source));
}

/**
 * Combines acknowledgements and revocations. A revocation revokes what its source (see {@link revokes}) reported earlier, by
 * `occurredAt` and id. Only a revocation revokes: a recipient who presses "done" and then another button is still done. The order
 * of arrival and repeats change nothing.
 */
export function foldAcknowledgements(all: readonly StoredAcknowledgement[], plan: Plan): FoldedAcknowledgements {
  const revocations = all.filter(({ revoke }) => revoke);
  let closed = false;
  let wantsHelp = false;
  let strength: number = STRENGTH.none;
  for (const item of all) {
    const isTakenBack = (by: StoredAcknowledgement) => revokes(by.source, item.source) && !isLater(item, by);
    if (item.revoke || revocations.some(isTakenBack)) continue;
    strength = Math.max(strength, item.strength);
    const effect = answerEffect(plan, item.answer)?.do;
    if (effect === "close" && item.strength >= STRENGTH[plan.strength]) closed = true;
    if (effect === "call-me") wantsHelp = true;
  }
  return { closed, wantsHelp, strength };
}
