import type { Cause, Plan } from "@relance/spec";
import { openFrom, receiptDeadline } from "../../../src/hours/step-hours.ts";
import { EVIDENCE_BIT, FLAG, PHASE, Schedule } from "../../../src/index.ts";
import { timesOf, waiting } from "../times.ts";
import {
  againAt,
  besideAccount,
  contactOf,
  goes,
  goesOn,
  goesTo,
  mayHaveAnother,
  type Next,
  otherContact,
  otherPlace,
  type Person,
  stays,
  stepsFrom,
  tryAgainAt,
  vendorOf,
} from "./ladder.ts";
import { backOff, isLost } from "./sending.ts";

/** An unavailable provider: since `faultySince` its account refuses, it does not answer (`isSilent`), or it throttles. */
export interface Closed {
  readonly until: number;
  readonly faultySince: number | undefined;
  readonly isSilent: boolean;
  readonly isThrottling?: boolean;
  /** An operator holds the provider, but not its recipients. */
  readonly isHeld?: boolean;
  isOpen(place: number): boolean;
}

/** What a store knows besides the row when its time has come. */
export interface Due {
  readonly now: number;
  readonly receiverDownMs: number;
  readonly gapOpen: boolean;
  readonly silentSince?: number | undefined;
  readonly isOverBudget?: boolean;
  readonly closed?: Closed | undefined;
}

/** The row's time has come. */
export function fallsDue(row: Person, plan: Plan, due: Due): Next {
  const { now } = due;
  switch (row.phase) {
    case PHASE.ready: {
      const isLate = now <= row.deadline && now > timesOf(row, plan, row.step, now).latestStart;
      if (isLate) return goesOn(row, plan, due.isOverBudget ? "budget" : "too-late", now);
      return due.closed === undefined ? stays(row) : passedBy(row, plan, due.closed, now);
    }
    case PHASE.resolving:
    case PHASE.waiting:
    case PHASE.awaiting: {
      if (row.phase === PHASE.awaiting && isLost(row, plan)) return lost(row, plan, now);
      if (due.gapOpen && hasAMinute(row, plan, now)) return stays({ ...row, dueAt: now + 1_000 });
      const next = silent(row, plan, due);
      const isMoved = next.row.revision > row.revision;
      const flags = due.gapOpen && isMoved ? next.row.flags | FLAG.unreconciled : next.row.flags;
      return { ...next, row: { ...next.row, flags } };
    }
    default:
      return stays(row);
  }
}

/**
 * A recipient stops waiting for a provider that accepts nothing for as long as their step lasts, that does not answer for
 * `onMissingReceipt.after`, or that opens too late, or in a closed window that opens after this wait: the next step follows, else another vendor while a minute remains. A provider that
 * throttles may take as long as the ladder spares. Another vendor follows immediately if the plan says so, or if an account
 * refuses: one that was passed over immediately, a later one after a minute.
 */
function passedBy(row: Person, plan: Plan, closed: Closed, now: number): Next {
  const { until, faultySince, isSilent, isThrottling = false, isHeld = false, isOpen } = closed;
  if (isHeld) {
    const earlier = besideAccount(row, plan, (place) => isOpen(place) && place < row.position);
    if (earlier === undefined) return stays(row);
    return { row: goes(row, row.step, earlier, now), told: ["enrollment.rerouted incident"] };
  }
  const isFaulty = faultySince !== undefined;
  const isRefusing = isFaulty && !isSilent && !isThrottling;
  const place = isRefusing ? besideAccount(row, plan, isOpen) : otherPlace(row, plan, "silence", isOpen);
  const cause = isFaulty ? "incident" : "too-late";
  const over = (at: number): Next => ({ row: goes(row, row.step, at, now), told: [`enrollment.rerouted ${cause}`] });
  const isProbed = now >= (faultySince ?? now) + 60_000;
  const isEager = plan.neverWaits === true || (isRefusing && (isProbed || (place ?? row.position) < row.position));
  if (isEager && place !== undefined && until > now) return over(place);
  const from = isThrottling ? (faultySince ?? row.dueAt) : Math.max(row.dueAt, faultySince ?? 0);
  const patience =
    plan.steps[row.step - 1]?.onMissingReceipt !== "wait" && isSilent
      ? plan.steps[row.step - 1]?.unknownAfterMs
      : undefined;
  const stepIsOver = row.waitUntil || new Schedule(row, plan, from).waitEnd(from).at;
  const spared = timesOf(row, plan, row.step, -Infinity).unhurriedStart;
  const waited = isThrottling
    ? Math.max(stepIsOver, spared)
    : Math.min(stepIsOver, from + (patience ?? Number.POSITIVE_INFINITY));
  const again = againAt(row, plan, until, now);
  // the provider's pause ends in a closed window, and the window opens after the wait
  const isShut = isFaulty && again !== undefined && again !== until && again > waited;
  const isTooLong = again === undefined || isShut;
  const isHopeless = isTooLong && otherPlace(row, plan, "failure") === undefined;
  const end = isHopeless ? now : waited;
  const isFollowedAt = (at: number) => stepsFrom(row, plan, row.step + 1, at).length > 0;
  const last =
    place === undefined
      ? Number.POSITIVE_INFINITY
      : Math.min(end, timesOf(row, plan, row.step, -Infinity).plannedUntil);
  const leavesAt = isFollowedAt(end) ? end : last;
  if (leavesAt > now || !(isFaulty || isTooLong)) return stays(row);
  const isFollowed = isFollowedAt(now);
  if (place !== undefined && (isEager || !isFollowed)) return over(place);
  return isFollowed ? goesOn(row, plan, cause, now) : stays(row);
}

/** Nothing is lost by looking again in a minute: neither the next step, nor the end. */
function hasAMinute(row: Person, plan: Plan, now: number): boolean {
  const later = now + 60_000;
  const [next] = stepsFrom(row, plan, row.step + 1, now);
  if (next === undefined) return later < row.deadline;
  const latest = timesOf(row, plan, next, now).latestStart;
  return later < latest && timesOf(row, plan, next, later).start <= latest;
}

/** It is known not to have arrived. */
function lost(row: Person, plan: Plan, now: number): Next {
  if ((row.evidence & EVIDENCE_BIT.undeliveredPermanent) !== 0) {
    const dead = row.deadContacts | contactOf(plan, row.step, row.contact);
    return otherContact({ ...row, deadContacts: dead }, plan, "undelivered", now);
  }
  const told = ["enrollment.rerouted undelivered"];
  const at = againAt(row, plan, now, now);
  const place = otherPlace(row, plan, "failure");
  if (at !== undefined && place !== undefined) return { row: goes(row, row.step, place, at), told };
  const again = openFrom(row, plan, row.step, now + backOff(row, plan));
  const latest = timesOf(row, plan, row.step, now).latestStart;
  const isBeforeEnd = again <= latest && (row.waitUntil === 0 || again <= row.waitUntil);
  const isMail = plan.steps[row.step - 1]?.channel === "email";
  if (isBeforeEnd && !isMail && mayHaveAnother(row, plan))
    return { row: goes(row, row.step, row.position, again), told };
  return goesOn(row, plan, "undelivered", now);
}

function silent(row: Person, plan: Plan, due: Due): Next {
  const { now, receiverDownMs } = due;
  if (row.phase === PHASE.waiting) return goesOn(row, plan, "ack-timeout", now);
  if (row.phase === PHASE.resolving) {
    const next = unexplained(row, plan, now);
    return { ...next, attempt: "unresolved", told: ["attempt.unresolved uncertain", ...next.told] };
  }
  if (now >= row.waitUntil) return goesOn(row, plan, "ack-timeout", now);
  const receivedUntil = receiptDeadline(row, plan) + receiverDownMs + restedFor(row, due);
  if (now < receivedUntil) return stays({ ...row, dueAt: Math.min(row.waitUntil, receivedUntil) });
  const next = unexplained({ ...row, evidence: row.evidence | EVIDENCE_BIT.overdue }, plan, now);
  const told = ["attempt.unknown receipt-overdue", ...next.told];
  return { ...next, bits: EVIDENCE_BIT.overdue, told };
}

/** The provider rests with all its receipts: the recipient waits with it, up to the middle of the time that was left. */
function restedFor({ acceptedAt, waitUntil }: Person, { now, silentSince = now }: Due): number {
  const from = Math.max(acceptedAt, silentSince);
  return now > from && now < (from + waitUntil) / 2 ? now - from : 0;
}

/** The step's `onMissingReceipt`: over another vendor, a later step, the same provider again, or wait and see. */
function unexplained(row: Person, plan: Plan, now: number): Next {
  const action = plan.steps[row.step - 1]?.onMissingReceipt ?? "reroute";
  const cause: Cause = "receipt-overdue";
  const at = againAt(row, plan, now, now);
  const place = tryAgainAt(row, plan, action);
  if (action !== "wait" && place !== undefined && at !== undefined)
    return { row: goes(row, row.step, place, at), told: [`enrollment.rerouted ${cause}`] };
  const later = action === "wait" ? [] : stepsFrom(row, plan, row.step + 1, now);
  const other = later.find((k) => !isSameSilence(row, plan, k));
  if (other !== undefined) return goesTo(row, plan, other, cause, now);
  const begun = row.waitUntil === 0 ? waiting(row, plan, now) : row;
  return stays({ ...begun, phase: PHASE.waiting, dueAt: Math.max(begun.waitUntil, now) });
}

function isSameSilence(row: Person, plan: Plan, k: number): boolean {
  const [here, there] = [plan.steps[row.step - 1], plan.steps[k - 1]];
  return (
    here?.channel === there?.channel && there?.route.every(({ vendor }) => vendor === vendorOf(row, plan)) === true
  );
}
