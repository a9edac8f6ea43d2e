import { changeEvidence } from "../inbox/attempt-facts.ts";
import type { Work } from "../transaction/work.ts";
import type { AttemptRow } from "./attempts.ts";

/** Changes an attempt's state or evidence, with its counters; the transaction's flush writes it. */
export function changeAttempt(
  work: Work,
  attempt: AttemptRow,
  state: number,
  bits: number,
  contrary = false,
): void {
  work.recharges.note(attempt.id, attempt.state, state);
  const { isNewlyFinal } = changeEvidence(work, attempt, state, bits, contrary);
  if (isNewlyFinal) attempt.firstFinal ??= work.now;
  attempt.isChanged = true;
}
