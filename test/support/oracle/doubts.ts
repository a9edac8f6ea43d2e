import type { RelanceEvent } from "relance";

/** What became of messages of which no one knew whether they had left. */
export interface Doubts {
  readonly began: number;
  /** A receipt or a check-up showed that they were taken, or a late answer. */
  readonly taken: number;
  /** They were shown never to have left, or to have been refused. */
  readonly notSent: number;
  readonly givenUp: number;
  /** Their recipient's enrollment ended first. */
  readonly left: number;
}

/** Counts them. */
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

/** How a doubt ends with each of these. */
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
