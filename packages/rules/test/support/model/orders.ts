import { CAUSES, type Plan } from "@relance/spec";
import { FLAG, PHASE } from "../../../src/index.ts";
import { timesOf } from "../times.ts";
import {
  anew,
  as,
  canHave,
  contactOf,
  contactsFor,
  ends,
  goes,
  goesOn,
  isGoingOn,
  isInTime,
  type Next,
  numbersOf,
  otherContact,
  type Person,
  stands,
  stays,
  stepsFrom,
} from "./ladder.ts";

/** STOP on a contact. */
export function stopped(before: Person, plan: Plan, bit: number, now: number): Next {
  if ((before.optedOut & bit) !== 0) return stays(before);
  const row = { ...before, optedOut: before.optedOut | bit };
  if (!isGoingOn(row)) return stays(row);
  const isConcerned =
    row.phase === PHASE.ready
      ? contactsFor(row, plan, row.step).length === 0
      : contactOf(plan, row.step, row.contact) === bit;
  return isConcerned ? otherContact(row, plan, "opted-out", now) : stays(row);
}

/** START. */
export function allowed(row: Person, bit: number): Next {
  return stays({ ...row, optedOut: row.optedOut & ~bit });
}

/** START, or a suppression that an operator lifts: no message leaves again that another contact got. */
export function readmitted(before: Person, plan: Plan, bit: number, now: number): Next {
  const { row } = allowed(before, bit);
  if (stands(row) !== "suppressed" || CAUSES[row.cause] === "help") return stays(row);
  const could = new Set(numbersOf(plan).filter((k) => canHave(before, plan, k)));
  const fresh = numbersOf(plan).find((k) => k >= row.step && canHave(row, plan, k) && !could.has(k));
  return fresh === undefined ? stays(row) : reopened(row, plan, now, fresh);
}

/** A ladder that was over continues. */
export function reopened(row: Person, plan: Plan, now: number, from: number = row.step): Next {
  const isAsked = !isGoingOn(row) && stands(row) !== "acknowledged" && now < row.deadline;
  const [k] = isAsked ? stepsFrom(row, plan, from, now) : [];
  if (k === undefined) return stays(row);
  const active = { ...row, ...as("active", "none") };
  return stays(anew(goes(active, k, 0, timesOf(active, plan, k, now).start)), "enrollment.reopened none");
}

/** Reopened by somebody who has looked into what made it fail. */
export function handedBack(row: Person, plan: Plan, now: number): Next {
  const next = reopened(row, plan, now);
  return next.told.length === 0 ? next : { ...next, row: { ...next.row, claims: 0 } };
}

export function expired(row: Person, isOverBudget: boolean): Next {
  if (!isGoingOn(row)) return stays(row);
  const cause = isOverBudget && row.phase === PHASE.ready ? "budget" : "deadline";
  return stays(ends(row, "expired", cause), `enrollment.expired ${cause}`);
}

export function cancelled(row: Person): Next {
  return isGoingOn(row) ? stays(ends(row, "cancelled", "withdrawn"), "enrollment.cancelled withdrawn") : stays(row);
}

/** Called off for good: no one phones them either. */
export function withdrawn(row: Person): Next {
  if (stands(row) === "acknowledged" || stands(row) === "cancelled") return stays(row);
  return stays(ends(row, "cancelled", "withdrawn"), "enrollment.cancelled withdrawn");
}

export function forgotten(before: Person): Next {
  if ((before.flags & FLAG.forgotten) !== 0) return stays(before);
  const { row, told } = cancelled(before);
  const gone = { ...row, knownContacts: 0, flags: row.flags | FLAG.forgotten };
  return stays(gone, ...told, "enrollment.forgotten none");
}

export function pushedOn(row: Person, plan: Plan, now: number): Next {
  if (!isGoingOn(row)) return stays(row);
  return goesOn({ ...row, ...as("active", "none"), cause: row.cause }, plan, "manual", now);
}

/** More time. */
export function extended(before: Person, plan: Plan, until: number, now: number): Next {
  if (until <= before.deadline) return stays(before);
  const row = { ...before, deadline: until };
  const ranOut =
    stands(row) === "expired" ||
    (stands(row) === "exhausted" && ["too-late", "budget"].includes(CAUSES[row.cause] ?? ""));
  if (ranOut) return reopened(row, plan, now);
  if (!isGoingOn(row)) return stays(row);
  const isUnsent = row.phase === PHASE.ready && row.attemptsInStep === 0;
  if (isUnsent && isInTime(row, plan, row.step, now))
    row.dueAt = Math.max(timesOf(row, plan, row.step, now).start, row.dueAt);
  const wasCut = row.waitUntil !== 0 && row.waitUntil >= before.deadline - plan.callBufferMs;
  if (!wasCut) return stays(row);
  // the length that the step's wait was to have, up to the new end
  const own = plan.steps[row.step - 1]?.waitMs;
  const whole = own === undefined ? Number.POSITIVE_INFINITY : row.acceptedAt === 0 ? 0 : row.acceptedAt + own;
  const waitUntil = Math.max(row.waitUntil, Math.min(whole, row.deadline - plan.callBufferMs));
  const isWaiting = row.phase === PHASE.waiting && row.dueAt === row.waitUntil;
  return stays({ ...row, waitUntil, dueAt: isWaiting ? waitUntil : row.dueAt });
}

/** Led through another provider of the step's route: the one passed over counts as used, with a try. */
export function rerouted(row: Person, plan: Plan, provider: string): Next {
  const route = plan.steps[row.step - 1]?.route.map((place) => place.provider) ?? [];
  const to = route.indexOf(provider);
  if (to < 0 || to === row.position) return stays(row);
  return stays({ ...row, position: to, triedPositions: row.triedPositions | (2 ** (16 + row.position)) });
}
