import type { AttemptOutcome, SettleStatus } from "@relance/spec";
import { settleAll } from "../sending/settling.ts";
import type { Work } from "../transaction/work.ts";

/** Takes outcomes without claiming anything, as a worker that leaves does. */
export function settle(
  work: Work,
  _worker: string,
  outcomes: readonly AttemptOutcome[],
): readonly SettleStatus[] {
  return settleAll(work, outcomes);
}
