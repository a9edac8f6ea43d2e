import { ATTEMPT, type Change, PHASE, recover } from "@relance/rules";
import type { Plan } from "@relance/spec";
import type { AttemptFacts } from "../inbox/attempt-facts.ts";
import type { HotRow } from "./hot-row.ts";

/**
 * What the end of an attempt's worker means for its person, who moves only if nobody has taken them elsewhere since; `state`
 * is what is proven of the attempt by now.
 */
export function recovery(row: HotRow, attempt: AttemptFacts, state: number, plan: () => Plan, now: number): Change {
  const { id, epoch } = attempt;
  const isHeld = row.attempt === id && row.epoch === epoch && row.phase === PHASE.submitting;
  if (isHeld) return recover(row, plan(), now);
  const kind = state === ATTEMPT.accepted ? "attempt.accepted" : "attempt.uncertain";
  return { events: [{ kind, cause: "none" }] };
}
