import { answerEffect, STATE, STRENGTH } from "@relance/rules";
import {
  type AcknowledgeAnswer,
  type AcknowledgeItem,
  ENROLLMENT_STATES,
  type EnrollmentState,
  type Plan,
} from "@relance/spec";
import type { AnswerFact } from "../inbox/answer-facts.ts";
import { isForgotten } from "../people/forgotten.ts";
import type { HotRow } from "../people/hot-row.ts";

/** What became of one acknowledgement of one person. */
export interface RowAnswer {
  readonly status: "recorded" | "duplicate" | "late" | "too-weak" | "refused";
  readonly code?: string;
  readonly state: EnrollmentState;
}

/** What counts most when one fact concerns several enrollments. */
const ORDER: readonly RowAnswer["status"][] = ["recorded", "late", "too-weak", "duplicate", "refused"];

/** Why nothing is recorded of this person; `known` = the names of what they said before. */
export function answerObjection(
  row: HotRow,
  plan: Plan,
  { answer, source, sourceId }: AcknowledgeItem,
  known: readonly Pick<AcknowledgeItem, "source" | "sourceId">[],
): RowAnswer | undefined {
  const state = stateOf(row);
  if (isForgotten(row)) return { status: "refused", code: "message/forgotten", state };
  if (known.some((one) => one.source === source && one.sourceId === sourceId))
    return { status: "duplicate", state };
  if (answerEffect(plan, answer) === undefined)
    return { status: "refused", code: "message/unknown-answer", state };
  return undefined;
}

/** What is said about a fact that has taken its effect on the row. */
export function recordedAnswer(
  row: HotRow,
  plan: Plan,
  { answer, strength, revoke }: Pick<AnswerFact, "answer" | "strength" | "revoke">,
  late: boolean,
): RowAnswer {
  const isOpen = row.state !== STATE.acknowledged; // what was taken back already is not weak
  const closes = answerEffect(plan, answer)?.do === "close";
  const isWeak = isOpen && !revoke && closes && strength < STRENGTH[plan.strength];
  return { status: isWeak ? "too-weak" : late && !revoke ? "late" : "recorded", state: stateOf(row) };
}

/** One answer for everybody whom a fact concerns: somebody at least. */
export function answerForAll(rows: readonly HotRow[], answers: readonly RowAnswer[]): AcknowledgeAnswer {
  const best = answers.reduce((a, b) => (ORDER.indexOf(b.status) < ORDER.indexOf(a.status) ? b : a));
  const { status, code, state } = best;
  return { status, code, state, enrollments: rows.map(({ id }) => id) };
}

function stateOf(row: HotRow): EnrollmentState {
  return ENROLLMENT_STATES[row.state] ?? "pending";
}
