import { channelOf, type MissingReceiptAction, type Plan, type PlanStep } from "@relance/spec";
import { type Change, noChange } from "./change.ts";
import { ATTEMPT, type Enrollment, FLAG, isOpen, PHASE } from "./enrollment.ts";
import { EVIDENCE_BIT, hasFailed } from "./evidence.ts";
import { openFrom, receiptDeadline } from "./hours/step-hours.ts";
import {
  beginWait,
  enter,
  escalateTo,
  findElsewhere,
  killContact,
  mayRepeat,
  nextContact,
  nextPosition,
  nextStep,
  nextTry,
} from "./next-step.ts";
import { FAULT_MS } from "./provider-pace.ts";
import { Schedule } from "./schedule.ts";
import { stepOf } from "./steps.ts";

/** How soon after a probe its outcome is expected, in milliseconds. */
const PROBE_MS = 5_000;

export interface DueContext {
  readonly now: number;
  /** All receipts from before this time were applied, so that a missing one is missing. @default now */
  readonly receivedUntil?: number | undefined;
  /** Milliseconds since `row.acceptedAt` in which no receiver listened for the attempt's provider. */
  readonly receiverDownMs: number;
  /** True while missed receipts of that provider are not fetched yet. */
  readonly gapOpen: boolean;
  /** Since when that provider sends no receipts although many are due; absent while it sends receipts. */
  readonly silentSince?: number | undefined;
  /** True if the recipient's queue is held because the budget is spent. @default false */
  readonly isOverBudget?: boolean | undefined;
  /** Set if the recipient waits for a provider that accepts no messages. */
  readonly closed?: ClosedProvider | undefined;
}

export interface ClosedProvider {
  /** When the provider is tried again. */
  readonly until: number;
  /** Since when the provider refuses, throttles all or does not answer; absent if it only asked for a pause. */
  readonly faultySince: number | undefined;
  /** True if the provider throttles: each recipient tries it and is due again afterwards. @default false */
  readonly isThrottling?: boolean | undefined;
  /** True if the provider does not answer. */
  readonly isSilent: boolean;
  /** Returns whether the provider at this position of the step's route accepts messages. */
  readonly isOpen: (position: number) => boolean;
}

/**
 * Decides what a missing receipt, a failure or an unexplained attempt means for a row that is due. The store calls it
 * after it has applied everything that it received before.
 */
export function due(row: Enrollment, plan: Plan, context: DueContext): Change {
  const { now } = context;
  const change = noChange();
  const step = stepOf(plan, row.step);
  if (step === undefined || !isOpen(row) || row.phase === PHASE.submitting) return change;
  const schedule = new Schedule(row, plan, now);
  if (row.phase === PHASE.ready) {
    const isTooLate = now > schedule.current.latestStart && now <= row.deadline; // expire ends the recipient
    if (isTooLate) nextStep(schedule, context.isOverBudget === true ? "budget" : "too-late", change);
    else if (context.closed !== undefined) skipUnavailable(schedule, context.closed, change);
    return change;
  }
  if (row.phase === PHASE.awaiting && hasFailed(row.evidence, step.channel)) {
    decideFailure(schedule, step, change);
    return change;
  }
  if (context.gapOpen && !cannotWait(schedule)) {
    row.dueAt = now + 1_000; // the row is checked again while missed receipts are fetched
    return change;
  }
  const { epoch } = row;
  decideSilence(schedule, context, change);
  if (context.gapOpen && row.epoch !== epoch) row.flags |= FLAG.unreconciled;
  return change;
}

/**
 * Returns when a recipient stops waiting for an unavailable provider: after the step's wait, or after
 * `onMissingReceipt.after` if the provider does not answer. The recipient then gets the next step or another vendor.
 *
 * Returns `now` if the provider opens too late and the route has no other, and from {@link skipsFrom} on. Infinity =
 * keep waiting.
 */
export function skipUnavailableAt(schedule: Schedule, closed: ClosedProvider): number {
  const { row, plan, now } = schedule;
  const isTooLong = nextTry(schedule, closed.until) === undefined;
  const other = otherOpen(row, plan, closed);
  const from = skipsFrom(schedule, closed, other);
  if (from <= now && closed.until > now) return now;
  const soon = from > now ? from : now + PROBE_MS; // it is being probed
  if (closed.faultySince === undefined && !isTooLong) return Infinity;
  const at = isTooLong && nextPosition(row, plan, false) < 0 ? now : patienceEnd(schedule, closed);
  if (schedule.at(at).next(row.step + 1) !== undefined) return Math.min(at, soon);
  return other >= 0 ? Math.min(at, soon, schedule.current.plannedUntil) : Infinity;
}

/** Returns the latest time until which a due recipient waits for an unavailable provider. */
function patienceEnd(schedule: Schedule, closed: ClosedProvider): number {
  const { row, plan } = schedule;
  const { faultySince = row.dueAt, isThrottling = false, isSilent } = closed;
  const from = isThrottling ? faultySince : Math.max(row.dueAt, faultySince);
  const end = schedule.stepEnd(from);
  if (isThrottling) return Math.max(end, schedule.at(-Infinity).current.unhurriedStart); // it will accept again
  const step = stepOf(plan, row.step);
  return isSilent && step !== undefined && step.onMissingReceipt !== "wait"
    ? Math.min(end, from + step.unknownAfterMs)
    : end;
}

/**
 * Returns from when the recipient may use the position `other` without a wait: immediately for `send()`. If the account
 * refuses, an untried earlier vendor is used immediately, and a later one after the account was probed. Until the probe
 * only the queue is rerouted, so a key that is soon replaced moves no recipient permanently.
 */
function skipsFrom({ row, plan }: Schedule, closed: ClosedProvider, other: number): number {
  if (other < 0) return Infinity;
  if (plan.neverWaits === true) return -Infinity;
  if (closed.faultySince === undefined || closed.isSilent || closed.isThrottling === true) return Infinity;
  return other < row.position ? -Infinity : closed.faultySince + FAULT_MS;
}

/** Returns the position of another vendor that accepts messages, or -1. */
function otherOpen(row: Enrollment, plan: Plan, { isOpen }: ClosedProvider): number {
  return nextPosition(row, plan, true, isOpen);
}

/** Moves a recipient who has waited long enough for an unavailable provider to another vendor or step. */
function skipUnavailable(schedule: Schedule, closed: ClosedProvider, change: Change): void {
  const { row, plan, now } = schedule;
  if (skipUnavailableAt(schedule, closed) > now) return;
  const cause = closed.faultySince === undefined ? "too-late" : "incident";
  const hasNext = schedule.next(row.step + 1) !== undefined;
  const other = otherOpen(row, plan, closed);
  if (skipsFrom(schedule, closed, other) <= now || (other >= 0 && !hasNext)) {
    enter(row, row.step, other, now);
    change.events.push({ kind: "enrollment.rerouted", cause });
  } else if (hasNext) nextStep(schedule, cause, change);
}

/** Decides what a missing answer or receipt means in the row's phase. */
function decideSilence(schedule: Schedule, context: DueContext, change: Change): void {
  const { row, plan } = schedule;
  const { now, receivedUntil = now } = context;
  const overdueAt = receiptDeadline(row, plan) + context.receiverDownMs + withheldMs(row, context);
  switch (row.phase) {
    case PHASE.resolving:
      change.attemptState = ATTEMPT.unresolved;
      change.events.push({ kind: "attempt.unresolved", cause: "uncertain" });
      decideUnknown(schedule, change);
      break;
    case PHASE.awaiting:
      if (row.waitUntil <= receivedUntil) {
        nextStep(schedule, "ack-timeout", change);
      } else if (row.waitUntil <= now) {
        row.dueAt = row.waitUntil; // an answer that arrived at the end of the wait is applied first
      } else if (now < overdueAt) {
        row.dueAt = Math.min(overdueAt, row.waitUntil);
      } else {
        change.attemptBits = EVIDENCE_BIT.overdue;
        row.evidence |= EVIDENCE_BIT.overdue;
        change.events.push({ kind: "attempt.unknown", cause: "receipt-overdue" });
        decideUnknown(schedule, change);
      }
      break;
    case PHASE.waiting:
      nextStep(schedule, "ack-timeout", change);
      break;
    default:
      break;
  }
}

/**
 * Returns for how long the provider has sent no receipts at all since this message. The receipt is not overdue in this
 * time, up to half of the remaining wait. The other half of that wait is left for another vendor.
 */
function withheldMs(row: Enrollment, { now, silentSince }: DueContext): number {
  if (silentSince === undefined) return 0;
  const ms = Math.max(0, now - Math.max(silentSince, row.acceptedAt));
  return now + ms < row.waitUntil ? ms : 0;
}

/** Returns whether the next step could no longer begin in time if the recipient waited for missed receipts. */
function cannotWait(schedule: Schedule): boolean {
  const { row, now } = schedule;
  const later = now + 60_000;
  const next = schedule.next(row.step + 1);
  if (next === undefined) return later >= row.deadline;
  const { latestStart } = schedule.step(next);
  return later >= latestStart || schedule.at(later).step(next).start > latestStart;
}

/** Moves a recipient whose message was not delivered to another contact, provider or step, without a wait. */
function decideFailure(schedule: Schedule, step: PlanStep, change: Change): void {
  const { row, plan, now, current } = schedule;
  if (row.evidence & EVIDENCE_BIT.undeliveredPermanent) {
    killContact(row, plan);
    nextContact(new Schedule(row, plan, now), "undelivered", change);
    return;
  }
  const position = nextPosition(row, plan, false);
  const soon = nextTry(schedule, now);
  const again = openFrom(row, plan, row.step, now + plan.retryMs * 2 ** Math.max(0, row.attemptsInStep - 1));
  const isInTime = again <= current.latestStart && (row.waitUntil === 0 || again <= row.waitUntil);
  // a bounced mail was tried for hours, or refused for its content: the same server would bounce it again
  const isForGood = channelOf(step.channel).receipts.prevails === "undelivered";
  if (position >= 0 && soon !== undefined) enter(row, row.step, position, soon);
  else if (!isForGood && isInTime && mayRepeat(row, plan)) enter(row, row.step, row.position, again);
  else {
    nextStep(schedule, "undelivered", change);
    return;
  }
  change.events.push({ kind: "enrollment.rerouted", cause: "undelivered" });
}

/** Moves a recipient whose attempt has an unknown outcome, as `onMissingReceipt` of the step says. */
function decideUnknown(schedule: Schedule, change: Change): void {
  const { row, plan, now } = schedule;
  const action = stepOf(plan, row.step)?.onMissingReceipt ?? "reroute";
  if (action !== "wait") {
    const position = otherTry(row, plan, action);
    const soon = nextTry(schedule, now);
    if (position >= 0 && soon !== undefined) {
      enter(row, row.step, position, soon);
      change.events.push({ kind: "enrollment.rerouted", cause: "receipt-overdue" });
      return;
    }
    const elsewhere = findElsewhere(schedule);
    if (elsewhere !== undefined) {
      escalateTo(schedule, elsewhere, "receipt-overdue", change);
      return;
    }
  }
  // the provider asked to wait, or only the same silent vendor remains: the message may have arrived
  beginWait(schedule);
  row.phase = PHASE.waiting;
  row.dueAt = Math.max(now, row.waitUntil);
}

/**
 * Returns when an uncertain message counts as unknown: after its provider's `explainsWithinMs`, but not later than a
 * missing receipt is overdue, and in time for the next step. Another try in the same step gets half of the step's wait.
 */
export function doubtEnd(schedule: Schedule): number {
  const { row, plan, now } = schedule;
  const step = stepOf(plan, row.step);
  if (step === undefined) return now;
  const explained = step.route[row.position]?.explainsWithinMs ?? plan.resolutionMs;
  const patience = Math.min(explained, step.unknownAfterMs);
  const end = schedule.stepEnd(now);
  const isLast = step.onMissingReceipt === "wait" || otherTry(row, plan, step.onMissingReceipt) < 0;
  const until = isLast ? end : Math.min((now + end) / 2, schedule.current.lastChance);
  return Math.max(now, Math.floor(Math.min(now + patience, until, row.deadline)));
}

/** Returns the position of another try in the same step, or -1. `at-most-once` never repeats an unexplained message. */
function otherTry(row: Enrollment, plan: Plan, action: MissingReceiptAction): number {
  const isUnexplained = row.phase === PHASE.resolving;
  const again = isUnexplained ? plan.guarantee === "at-least-once" : action === "resend";
  if (again && mayRepeat(row, plan)) return row.position;
  return action === "escalate" ? -1 : nextPosition(row, plan, true);
}
