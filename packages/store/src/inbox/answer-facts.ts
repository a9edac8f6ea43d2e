import {
  acknowledge,
  type Change,
  countsSince,
  foldAcknowledgements,
  type StoredAcknowledgement,
} from "@relance/rules";
import type { AcknowledgeItem } from "@relance/spec";
import type { VersionFacts } from "../campaigns/versions.ts";
import type { HotRow } from "../people/hot-row.ts";

/** A stored acknowledgement, as it is applied to one person. */
export interface AnswerFact {
  readonly answer: string;
  readonly method: AcknowledgeItem["method"];
  readonly strength: number;
  readonly occurredAt: number;
  readonly receivedAt: number;
  readonly revoke: boolean;
  readonly wrongFactor: boolean;
  /** Bit of the contact that it came by; 0 = none of this person's; absent = not known. */
  readonly via?: number | undefined;
}

/** Judged by when it was received, for events by when it happened; never by the state found (R8). */
export function isLateAnswer(
  row: HotRow,
  { method, occurredAt, receivedAt }: Pick<AnswerFact, "method" | "occurredAt" | "receivedAt">,
): boolean {
  return (method === "event" ? occurredAt : receivedAt) > row.deadline;
}

/** From when on events by key are about this campaign; what happened before belongs to an earlier matter. */
export function sinceOf({ plan, definedAt }: VersionFacts): number {
  return countsSince(plan, definedAt);
}

/** One more acknowledgement takes effect; `all` are the person's, with this one. */
export function answerChange(
  row: HotRow,
  { plan }: VersionFacts,
  fact: AnswerFact,
  all: readonly StoredAcknowledgement[],
  now: number,
): Change {
  const { answer, revoke, via } = fact;
  const late = isLateAnswer(row, fact);
  return acknowledge(row, plan, foldAcknowledgements(all, plan), { now, late, answer, revoke, via });
}
