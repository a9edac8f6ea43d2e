import type { RelanceEvent } from "relance";

export interface Doubts {
  readonly began: number;
  /** Number of uncertain messages that the provider had accepted, as a receipt, a look-up or a late answer showed. */
  readonly taken: number;
  readonly notSent: number;
  readonly givenUp: number;
  /** Number of messages that stayed uncertain, because the enrollment ended first. */
  readonly left: number;
}

export function countDoubts(walks: ReadonlyMap<string, readonly RelanceEvent[]>): Doubts {
  const ends = new Map<string, string>();
  for (const { type, attemptId = "" } of [...walks.values()].flat()) {
    if (type === "attempt.uncertain") ends.set(attemptId, "left");
    else if (ends.has(attemptId) && DOUBT_ENDS[type] !== undefined) ends.set(attemptId, DOUBT_ENDS[type]);
  }
  const count = (end: string) => [...ends.values()].filter((one) => one === end).length;
  return {
    began: ends.size,
    taken: count("taken"),
    notSent: count("not-sent"),
    givenUp: count("given-up"),
    left: count("left"),
  };
}

/** How each of these events resolves an uncertain attempt. */
export const DOUBT_ENDS: Readonly<Record<string, string>> = {
  "attempt.accepted": "taken",
  "attempt.delivered": "taken",
  "attempt.in-transit": "taken",
  "attempt.engaged": "taken",
  "attempt.undelivered": "taken",
  "attempt.not-sent": "not-sent",
  "attempt.rejected": "not-sent",
  "attempt.deferred": "not-sent",
  "attempt.unresolved": "given-up",
};
