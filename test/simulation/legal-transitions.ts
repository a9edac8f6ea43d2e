import type { EventKind } from "relance";

/** State of an enrollment. The states come from the diagram in docs/states.md, not from the code under test. */
export type Position =
  | "nowhere"
  | "open"
  | "sending"
  | "acknowledged"
  | "exhausted"
  | "expired"
  | "suppressed"
  | "cancelled";

const OPEN: readonly Position[] = ["open", "sending"];
const ENDED: readonly Position[] = ["exhausted", "expired", "suppressed", "cancelled"];
const ANY: readonly Position[] = [...OPEN, ...ENDED, "acknowledged"];

/** Events that each state permits, and the next state. `same` marks an event that does not change the state. */
const DIAGRAM: Readonly<
  Partial<Record<EventKind, { readonly from: readonly Position[]; readonly to: Position | "same" }>>
> = {
  "enrollment.enrolled": { from: ["nowhere"], to: "open" },
  "attempt.submitted": { from: ["open"], to: "sending" },
  "attempt.accepted": { from: ANY, to: "same" },
  "attempt.rejected": { from: ANY, to: "same" },
  "attempt.deferred": { from: ANY, to: "same" },
  "attempt.uncertain": { from: ANY, to: "same" },
  "attempt.not-sent": { from: ANY, to: "same" },
  "attempt.unresolved": { from: OPEN, to: "same" },
  "attempt.in-transit": { from: ANY, to: "same" },
  "attempt.delivered": { from: ANY, to: "same" },
  "attempt.undelivered": { from: ANY, to: "same" },
  "attempt.engaged": { from: ANY, to: "same" },
  "attempt.unknown": { from: OPEN, to: "same" },
  "enrollment.rerouted": { from: OPEN, to: "open" },
  "enrollment.escalated": { from: OPEN, to: "open" },
  "enrollment.exhausted": { from: OPEN, to: "exhausted" },
  "enrollment.suppressed": { from: OPEN, to: "suppressed" },
  "enrollment.expired": { from: [...OPEN, "acknowledged"], to: "expired" },
  "enrollment.cancelled": { from: [...OPEN, "exhausted", "expired", "suppressed"], to: "cancelled" },
  "enrollment.acknowledged": { from: ANY, to: "acknowledged" },
  "enrollment.answered": { from: ANY, to: "same" },
  "enrollment.rescheduled": { from: [...OPEN, "exhausted", "expired"], to: "same" },
  "enrollment.replied": { from: ANY, to: "same" },
  "stop.doubtful": { from: ANY, to: "same" },
  "enrollment.reversed": { from: ["acknowledged"], to: "open" },
  "enrollment.reopened": { from: ENDED, to: "open" },
};

/**
 * Events that end the state `sending`. The next attempt may follow directly, because a retry after a back-off has no
 * event.
 */
const SETTLES: ReadonlySet<EventKind> = new Set([
  "attempt.accepted",
  "attempt.rejected",
  "attempt.deferred",
  "attempt.uncertain",
  "attempt.not-sent",
]);

/** Returns the state after the event `kind`; `undefined` if the diagram does not permit the event in this state. */
export function isLegal(position: Position, kind: EventKind): Position | undefined {
  const arrow = DIAGRAM[kind];
  if (arrow === undefined || !arrow.from.includes(position)) return undefined;
  if (arrow.to !== "same") return arrow.to;
  return position === "sending" && SETTLES.has(kind) ? "open" : position;
}
