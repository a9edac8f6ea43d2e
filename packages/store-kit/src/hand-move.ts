import { type Change, cancel, escalateNow } from "@relance/rules";
import type { MoveInput, Plan } from "@relance/spec";
import type { HotRow } from "./hot-row.ts";

/** Moves one person by hand. No events: it changes nothing. */
export function handMove(row: HotRow, plan: Plan, kind: MoveInput["move"], now: number): Change {
  if (kind === "escalate") return escalateNow(row, plan, now);
  return cancel(row, kind === "withdraw" ? "withdrawn" : "manual");
}
