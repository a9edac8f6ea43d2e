import type { AttemptOutcome, SettleStatus } from "@relance/spec";
import { EventLog } from "../events/event-log.ts";
import { openSettling, settleAll } from "../sending/settling.ts";
import type { StoreContext } from "../transaction/context.ts";
import type { Row, Sql } from "../transaction/sql.ts";
import type { Work } from "../transaction/work.ts";

export function openSettle(
  { driver, attemptIds }: StoreContext,
  sql: Sql,
  outcomes: readonly AttemptOutcome[],
): readonly (() => Promise<Row[]>)[] {
  return [...openSettling(sql, outcomes, attemptIds), () => EventLog.draw(driver, sql, outcomes.length)];
}

/** Takes outcomes without claiming anything, as a worker that leaves does. */
export async function settle(
  work: Work,
  _worker: string,
  outcomes: readonly AttemptOutcome[],
): Promise<readonly SettleStatus[]> {
  return settleAll(work, outcomes, work.opening);
}
