import { channelOf, type OnUnknownAction, type Plan, type PlanStep } from "@relance/spec";
import { type Change, noChange } from "./change.ts";
import { ATTEMPT, type Enrollment, FLAG, isOpen, PHASE } from "./enrollment.ts";
import { EVIDENCE_BIT, hasFailed } from "./evidence.ts";
import { openFrom, receiptDeadline } from "./hours/step-hours.ts";
import { lastChance, latestStart, stepEnd, stepStart, unhurriedStart, waitEnd, waitsUntil } from "./ladder-time.ts";
import {
  enter,
  escalateTo,
  findElsewhere,
  findStep,
  killContact,
  mayRepeat,
  nextContact,
  nextPosition,
  nextStep,
  nextTry,
} from "./next-step.ts";
import { stepOf } from "./steps.ts";

export interface DueContext {
  readonly now: number;
  /** Everything received until then has been folded: silence is judged up to here. @default now */
  readonly heardUntil?: number | undefined;
  /** Milliseconds since `row.acceptedAt` in which no receiver listened for the attempt's provider. */
  readonly receiverDownMs: number;
  /** A gap of that provider is not reconciled yet. */
  readonly gapOpen: boolean;
  /** Since when the attempt's provider withholds all receipts, though many are due; absent = it is heard. */
  readonly silentSince?: number | undefined;
  /** It waits in a queue that is held because the budget is spent. @default false */
  readonly isOverBudget?: boolean | undefined;
  /** It waits for a provider that takes nothing. */
  readonly closed?: ClosedProvider | undefined;
}

/** A provider that takes nothing at this moment. */
export interface ClosedProvider {
  /** When it is asked again. */
  readonly until: number;
  /** Since when its account refuses, or it does not answer, or turns each message away; absent = it only said when to come back. */
  readonly faultySince: number | undefined;
  /** It is at its limit: each recipient tries it in turn, and is due anew with each try. @default false */
  readonly isThrottling?: boolean | undefined;
  /** It does not answer. */
  readonly isSilent: boolean;
  /** Whether this place of their step's route takes messages. */
  readonly isOpen: (position: number) => boolean;
}

/**
 * The row's due time has come and everything received before has been folded. Decides what silence, failure or an
 * unexplained attempt means, from this row and the plan alone.
 */
export function due(row: Enrollment, plan: Plan, context: DueContext): Change {
  const { now } = context;
  const change = noChange();
  const step = stepOf(plan, row.step);
  if (step === undefined || !isOpen(row) || row.phase === PHASE.submitting) return change;
  if (row.phase === PHASE.ready) {
    const isTooLate = now > latestStart(row, plan, row.step, now) && now <= row.deadline; // after the deadline expire takes it
    if (isTooLate) nextStep(row, plan, context.isOverBudget === true ? "budget" : "too-late", now, change);
    else if (context.closed !== undefined) passBy(row, plan, context.closed, now, change);
    return change;
  }
  if (row.phase === PHASE.awaiting && hasFailed(row.evidence, step.channel)) {
    failed(row, plan, step, now, change);
    return change;
  }
  if (context.gapOpen && !cannotWait(row, plan, now)) {
    row.dueAt = now + 1_000; // looked at again while the gap is being reconciled
    return change;
  }
  const { epoch } = row;
  silence(row, plan, context, change);
  if (context.gapOpen && row.epoch !== epoch) row.flags |= FLAG.unreconciled;
  return change;
}

/**
 * When a recipient who waits for a provider that takes nothing goes on: once it has taken nothing for as long as their step
 * lasts, or has not answered for `onUnknown.after`, to their next step, or where there is none over another vendor of the
 * route, while there is time. Immediately where it opens too late for them and no other provider remains, and where
 * {@link neverWaits} holds. Infinity = only time can help, or they have the time to wait.
 */
export function passesByAt(row: Enrollment, plan: Plan, closed: ClosedProvider, now: number): number {
  const isTooLong = nextTry(row, plan, closed.until, now) === undefined;
  const other = otherPlace(row, plan, closed);
  const hasOther = other >= 0;
  if (hasOther && neverWaits(row, plan, closed, other) && closed.until > now) return now;
  if (closed.faultySince === undefined && !isTooLong) return Number.POSITIVE_INFINITY;
  const at = isTooLong && nextPosition(row, plan, false) < 0 ? now : patienceEnd(row, plan, closed);
  if (findStep(row, plan, row.step + 1, at) !== undefined) return at;
  return hasOther ? Math.min(at, waitsUntil(row, plan, row.step)) : Number.POSITIVE_INFINITY;
}

/** How long a due recipient waits for a provider that takes nothing. */
function patienceEnd(
  row: Enrollment,
  plan: Plan,
  { faultySince = row.dueAt, isThrottling = false, isSilent }: ClosedProvider,
): number {
  const from = isThrottling ? faultySince : Math.max(row.dueAt, faultySince);
  const end = stepEnd(row, plan, from);
  if (isThrottling) return Math.max(end, unhurriedStart(row, plan, row.step)); // it takes messages again, and they have the time
  const step = stepOf(plan, row.step);
  return isSilent && step !== undefined && step.onUnknown !== "wait" ? Math.min(end, from + step.unknownAfterMs) : end;
}

/**
 * Whether they leave over the other place without a wait: messages of `send()`, and behind an account that refuses all whose
 * earlier vendor was not tried. The watch reroutes queues to later places of the route only.
 */
function neverWaits(row: Enrollment, plan: Plan, closed: ClosedProvider, other: number): boolean {
  const isRefusing = closed.faultySince !== undefined && !closed.isSilent && closed.isThrottling !== true;
  return plan.passesByAtOnce === true || (isRefusing && other < row.position);
}

function otherPlace(row: Enrollment, plan: Plan, { isOpen }: ClosedProvider): number {
  return nextPosition(row, plan, true, isOpen);
}

function passBy(row: Enrollment, plan: Plan, closed: ClosedProvider, now: number, change: Change): void {
  if (passesByAt(row, plan, closed, now) > now) return;
  const cause = closed.faultySince === undefined ? "too-late" : "incident";
  const hasNext = findStep(row, plan, row.step + 1, now) !== undefined;
  const other = otherPlace(row, plan, closed);
  if (other >= 0 && (!hasNext || neverWaits(row, plan, closed, other))) {
    enter(row, row.step, other, now);
    change.events.push({ kind: "enrollment.rerouted", cause });
  } else if (hasNext) nextStep(row, plan, cause, now, change);
}

/** Nothing was heard that would decide: the phase says what the silence means. */
function silence(row: Enrollment, plan: Plan, context: DueContext, change: Change): void {
  const { now, heardUntil = now } = context;
  const overdueAt = receiptDeadline(row, plan) + context.receiverDownMs + withheldMs(row, context);
  switch (row.phase) {
    case PHASE.resolving:
      change.attemptState = ATTEMPT.unresolved;
      change.events.push({ kind: "attempt.unresolved", cause: "uncertain" });
      unknown(row, plan, now, change);
      break;
    case PHASE.awaiting:
      if (row.waitUntil <= heardUntil) {
        nextStep(row, plan, "ack-timeout", now, change);
      } else if (row.waitUntil <= now) {
        row.dueAt = row.waitUntil; // the wait is over, and an answer at its end is heard first
      } else if (now < overdueAt) {
        row.dueAt = Math.min(overdueAt, row.waitUntil);
      } else {
        change.attemptBits = EVIDENCE_BIT.overdue;
        row.evidence |= EVIDENCE_BIT.overdue;
        change.events.push({ kind: "attempt.unknown", cause: "receipt-overdue" });
        unknown(row, plan, now, change);
      }
      break;
    case PHASE.waiting:
      nextStep(row, plan, "ack-timeout", now, change);
      break;
    default:
      break;
  }
}

/**
 * For how long the provider has withheld the receipt with all others. That counts for nothing until half of what was left of
 * the step's wait is over: then another vendor has the other half.
 */
function withheldMs(row: Enrollment, { now, silentSince }: DueContext): number {
  if (silentSince === undefined) return 0;
  const ms = Math.max(0, now - Math.max(silentSince, row.acceptedAt));
  return now + ms < row.waitUntil ? ms : 0;
}

/** Waiting for the reconciliation would cost the next step its latest start. */
function cannotWait(row: Enrollment, plan: Plan, now: number): boolean {
  const next = findStep(row, plan, row.step + 1, now);
  const later = now + 60_000;
  return next === undefined
    ? later >= row.deadline
    : later >= latestStart(row, plan, next, now) ||
        stepStart(row, plan, next, later) > latestStart(row, plan, next, now);
}

/** Message-final without delivery: a known failure never waits. */
function failed(row: Enrollment, plan: Plan, step: PlanStep, now: number, change: Change): void {
  if (row.evidence & EVIDENCE_BIT.undeliveredPermanent) {
    killContact(row, plan);
    nextContact(row, plan, "undelivered", now, change);
    return;
  }
  const position = nextPosition(row, plan, false);
  const soon = nextTry(row, plan, now, now);
  if (position >= 0 && soon !== undefined) {
    enter(row, row.step, position, soon);
    change.events.push({ kind: "enrollment.rerouted", cause: "undelivered" });
    return;
  }
  const again = openFrom(row, plan, row.step, now + plan.retryMs * 2 ** Math.max(0, row.attemptsInStep - 1));
  const end = row.waitUntil > 0 ? row.waitUntil : latestStart(row, plan, row.step, now);
  // a mail comes back once its servers have tried for long, or for what it says: the same one would say it again
  const isForGood = channelOf(step.channel).receipts.prevails === "undelivered";
  if (!isForGood && mayRepeat(row, plan) && again <= Math.min(end, latestStart(row, plan, row.step, now))) {
    enter(row, row.step, row.position, again);
    change.events.push({ kind: "enrollment.rerouted", cause: "undelivered" });
    return;
  }
  nextStep(row, plan, "undelivered", now, change);
}

/** It is not known what became of the attempt: the step's `onUnknown` decides. */
function unknown(row: Enrollment, plan: Plan, now: number, change: Change): void {
  const action = stepOf(plan, row.step)?.onUnknown ?? "reroute";
  if (action !== "wait") {
    const position = otherTry(row, plan, action);
    const soon = nextTry(row, plan, now, now);
    if (position >= 0 && soon !== undefined) {
      enter(row, row.step, position, soon);
      change.events.push({ kind: "enrollment.rerouted", cause: "receipt-overdue" });
      return;
    }
    const elsewhere = findElsewhere(row, plan, now);
    if (elsewhere !== undefined) {
      escalateTo(row, plan, elsewhere, "receipt-overdue", now, change);
      return;
    }
  }
  // Asked to wait, or all that is left is the same silence: the message may have arrived, and the person may answer.
  if (row.waitUntil === 0) row.waitUntil = waitEnd(row, plan, now);
  row.phase = PHASE.waiting;
  row.dueAt = Math.max(now, row.waitUntil);
}

/**
 * When policy decides about an uncertain message: after the time in which its provider explains
 * itself, no later than a missing receipt would be overdue, and while there is time for what comes next. Another try
 * in the same step leaves half of the step to it.
 */
export function doubtEnd(row: Enrollment, plan: Plan, now: number): number {
  const step = stepOf(plan, row.step);
  if (step === undefined) return now;
  const explained = step.route[row.position]?.explainsWithinMs ?? plan.resolutionMs;
  const patience = Math.min(explained, step.unknownAfterMs);
  const left = stepEnd(row, plan, now) - now;
  const isOver = step.onUnknown === "wait" || otherTry(row, plan, step.onUnknown) < 0;
  const until = isOver ? now + left : Math.min(now + left / 2, lastChance(row, plan, row.step, now));
  return Math.max(now, Math.floor(Math.min(now + patience, until, row.deadline)));
}

/** Where in the same step another message may go, or -1. At-most-once never repeats an unexplained one. */
function otherTry(row: Enrollment, plan: Plan, action: OnUnknownAction): number {
  const isUnexplained = row.phase === PHASE.resolving;
  const again = isUnexplained ? plan.guarantee === "at-least-once" : action === "resend";
  if (again && mayRepeat(row, plan)) return row.position;
  return action === "escalate" ? -1 : nextPosition(row, plan, true);
}
