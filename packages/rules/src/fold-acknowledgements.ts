import type { Plan } from "@relance/spec";
import { answerEffect } from "./answers.ts";
import { STRENGTH } from "./enrollment.ts";

export interface StoredAcknowledgement {
  readonly source: string;
  readonly sourceId: string;
  readonly answer: string;
  readonly strength: number;
  readonly occurredAt: number;
  readonly revoke: boolean;
  readonly wrongFactor?: boolean | undefined;
  /** True if the answer arrived after the deadline that the recipient had when it arrived. @default false */
  readonly late?: boolean | undefined;
}

export interface FoldedAcknowledgements {
  readonly closed: boolean;
  /** True if every answer that closes the enrollment was late. */
  readonly late: boolean;
  readonly wantsHelp: boolean;
  /** Strength of the strongest acknowledgement that was not revoked, as a number of `STRENGTH`. */
  readonly strength: number;
}

function isLater(a: StoredAcknowledgement, b: StoredAcknowledgement): boolean {
  return a.occurredAt > b.occurredAt || (a.occurredAt === b.occurredAt && a.sourceId > b.sourceId);
}

const OPERATOR = "operator";
/** An operator may revoke answers from these sources: another person may have pressed or replied. */
const IN_PERSONS_NAME: ReadonlySet<string> = new Set(["link", "reply"]);

/** Returns whether a revocation from source `revoking` revokes answers from `source`. */
function revokes(revoking: string, source: string): boolean {
  return revoking === source || (revoking === OPERATOR && IN_PERSONS_NAME.has(source));
}

/** Returns whether a revocation in the list revokes this answer. */
export function isRevoked(item: StoredAcknowledgement, all: readonly StoredAcknowledgement[]): boolean {
  return all.some((by) => by.revoke && revokes(by.source, item.source) && !isLater(item, by));
}

/**
 * Combines acknowledgements and revocations, in any order. A revocation cancels earlier answers of the sources that
 * {@link revokes} allows. A press of one button does not revoke a press of another.
 */
export function foldAcknowledgements(all: readonly StoredAcknowledgement[], plan: Plan): FoldedAcknowledgements {
  let closed = false;
  let hasTimely = false;
  let wantsHelp = false;
  let strength: number = STRENGTH.none;
  for (const item of all) {
    if (item.revoke || isRevoked(item, all)) continue;
    strength = Math.max(strength, item.strength);
    const effect = answerEffect(plan, item.answer)?.do;
    if (effect === "close" && item.strength >= STRENGTH[plan.strength]) {
      closed = true;
      hasTimely ||= item.late !== true;
    }
    if (effect === "call-me") wantsHelp = true;
  }
  return { closed, late: closed && !hasTimely, wantsHelp, strength };
}

const DAY_MS = 24 * 60 * 60_000;

/**
 * Returns the time before which events are ignored. The default is one day before the campaign's definition, because
 * recipients may answer between the export of the audience and the definition.
 */
export function countsSince({ since = { beforeMs: DAY_MS } }: Plan, definedAt: number): number {
  return "at" in since ? since.at : definedAt - since.beforeMs;
}
