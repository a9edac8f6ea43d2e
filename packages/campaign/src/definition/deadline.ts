import type { Deadline } from "@relance/spec";
import { durationMs, parseDuration } from "./duration.ts";
import { parseInstant } from "./local-instant.ts";

export const DEADLINE_ADVICE =
  "write an instant such as 2013-08-15T23:59, a time after enrollment such as +84h, or { column: appointment_at, minus: 24h }";

/** The legal end with its text read: the same instant for all, so long after enrollment, or a column of each row. */
export type DeadlineRule =
  | { readonly kind: "instant"; readonly at: number }
  | { readonly kind: "after"; readonly afterMs: number }
  | { readonly kind: "column"; readonly column: string; readonly minusMs: number };

/** Reads a deadline; `undefined` when it is none. */
export function parseDeadline(deadline: Deadline, timezone = "UTC"): DeadlineRule | undefined {
  if (typeof deadline !== "string") {
    const { column, minus } = deadline;
    return { kind: "column", column, minusMs: minus === undefined ? 0 : durationMs(minus) };
  }
  if (deadline.startsWith("+")) {
    const afterMs = parseDuration(deadline.slice(1));
    return afterMs === undefined || afterMs === 0 ? undefined : { kind: "after", afterMs };
  }
  const at = parseInstant(deadline, timezone);
  return at === undefined ? undefined : { kind: "instant", at };
}
