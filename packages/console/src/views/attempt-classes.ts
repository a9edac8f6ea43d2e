import type { AttemptCount } from "@relance/spec";
import type { AttemptClass } from "../wire/views.ts";

/** What became of attempts, in classes that add up to all of them but those on the wire. */
export function attemptClasses(rows: readonly AttemptCount[]): Record<AttemptClass, number> {
  const sums: Record<AttemptClass, number> = {
    delivered: 0,
    unanswered: 0,
    "undelivered-temporary": 0,
    "undelivered-permanent": 0,
    rejected: 0,
    deferred: 0,
    uncertain: 0,
    "not-sent": 0,
  };
  for (const row of rows) if (row.state !== "submitting") sums[classOf(row)] += row.count;
  return sums;
}

function classOf({ state, evidence }: AttemptCount): AttemptClass {
  if (evidence === "delivered" || evidence === "engaged") return "delivered";
  if (evidence === "undelivered-temporary" || evidence === "undelivered-permanent") return evidence;
  if (state === "unresolved") return "uncertain";
  return state === "accepted" || state === "submitting" ? "unanswered" : state;
}
