import type { AttemptOutcome, SettleStatus } from "@relance/spec";
import { settleAll } from "../settling.ts";
import type { Work } from "../work.ts";

/** Takes outcomes without claiming anything, as a worker that leaves does. */
export async function settle(
  work: Work,
  outcomes: readonly AttemptOutcome[],
): Promise<readonly SettleStatus[]> {
  return settleAll(work, outcomes);
}
