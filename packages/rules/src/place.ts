import type { Plan } from "@relance/spec";
import { type Change, causeNumber, noChange } from "./change.ts";
import { type Enrollment, PHASE, STATE } from "./enrollment.ts";
import { end, moveEvents } from "./next-step.ts";
import { canTake, Schedule } from "./schedule.ts";
import { planStep } from "./steps.ts";

export interface Arrival {
  readonly knownContacts: number;
  readonly optedOut: number;
  readonly steps: number;
  readonly deadline: number;
  /** Number of the recipient's time zone; 0 for the campaign's zone. @default 0 */
  readonly zone?: number | undefined;
}

/** Creates the row of a new recipient at the first possible step. Without a usable contact, the row is `exhausted`. */
export function place(arrival: Arrival, plan: Plan, now: number): { row: Enrollment; change: Change } {
  const row: Enrollment = {
    state: STATE.pending,
    phase: PHASE.ready,
    revision: 0,
    step: 1,
    position: 0,
    dueAt: 0,
    attempt: 0,
    contact: 0,
    evidence: 0,
    attemptsInStep: 0,
    claims: 0,
    triedPositions: 0,
    acceptedAt: 0,
    waitUntil: 0,
    strength: 0,
    knownContacts: arrival.knownContacts,
    optedOut: arrival.optedOut,
    deadContacts: 0,
    steps: arrival.steps,
    deadline: arrival.deadline,
    cause: causeNumber("none"),
    flags: 0,
    zone: arrival.zone ?? 0,
  };
  const change = noChange();
  const schedule = new Schedule(row, plan, now);
  const k = schedule.next(1);
  const tooLate = k === undefined ? [] : schedule.tooLate(1, k);
  change.events.push(...moveEvents({ kind: "enrollment.enrolled", cause: "none" }, tooLate));
  if (k !== undefined) {
    row.step = k;
    row.dueAt = schedule.step(k).start;
    return { row, change };
  }
  if (now > row.deadline) end(row, "expired", "deadline", change);
  else if (row.knownContacts & row.optedOut) end(row, "suppressed", "opted-out", change);
  else end(row, "exhausted", "unreachable", change);
  return { row, change };
}

/** Returns whether `ifLate: refuse` applies at `now`: too little time remains for the recipient's waits. */
export function comesTooLate(row: Enrollment, plan: Plan, now: number): boolean {
  if (plan.ifLate !== "refuse") return false;
  const ideal = new Schedule(row, plan, -Infinity);
  let at = now;
  for (let k = 1; k <= plan.steps.length; k++) {
    if (!canTake(row, plan, k)) continue;
    at = ideal.at(at).step(k).start;
    if (at > ideal.step(k).unhurriedStart) return true;
    at += planStep(plan, k)?.waitMs ?? 0;
  }
  return false;
}
