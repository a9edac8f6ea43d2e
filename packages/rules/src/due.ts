import { getChannel, type MissingReceiptAction, type Plan, type PlanStep } from "@relance/spec";
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
  otherAccount,
} from "./next-step.ts";
import { FAULT_MS } from "./provider-pace.ts";
import { Schedule } from "./schedule.ts";
import { planStep } from "./steps.ts";

/** A probe must have an outcome within this time, in milliseconds. */
const PROBE_MS = 5_000;

export interface DueContext {
  readonly now: number;
  /** Time of the newest applied receipt: all receipts that arrived earlier have been applied. @default now */
  readonly receivedUntil?: number | undefined;
  /** Milliseconds since `row.acceptedAt` in which no receiver for the attempt's provider was running. */
  readonly receiverDownMs: number;
  /** True while relance fetches the receipts that it missed from this provider. */
  readonly gapOpen: boolean;
  /** Start of the period in which the provider sends no receipts at all; absent if receipts arrive. */
  readonly silentSince?: number | undefined;
  /** True if the recipient's queue is paused because the budget is spent. @default false */
  readonly isOverBudget?: boolean | undefined;
  readonly closed?: ClosedProvider | undefined;
}

export interface ClosedProvider {
  readonly until: number;
  /** Since when the provider refuses, throttles or does not answer; absent if it only requested a pause. */
  readonly faultySince: number | undefined;
  /**
   * When this process first saw the provider paused. Plugins then have {@link PROBE_MS} to reroute the queue.
   * @default 0
   */
  readonly seenAt?: number | undefined;
  /** True if the provider throttles. Each recipient tries the provider once, then is due again. @default false */
  readonly isThrottling?: boolean | undefined;
  readonly isSilent: boolean;
  /** True if an operator or a plugin holds the provider, but not its recipients. @default false */
  readonly isHeld?: boolean | undefined;
  /** Returns whether this position's provider accepts messages now, or needs this message as its probe. */
  readonly isOpen: (position: number) => boolean;
}

/** Decides what happens to a row at its due time. The store applies all received events before this call. */
export function due(row: Enrollment, plan: Plan, context: DueContext): Change {
  const { now } = context;
  const change = noChange();
  const step = planStep(plan, row.step);
  if (step === undefined || !isOpen(row) || row.phase === PHASE.submitting) return change;
  const schedule = new Schedule(row, plan, now);
  if (row.phase === PHASE.ready) {
    const isTooLate = now > schedule.current.latestStart && now <= row.deadline; // past the deadline, `expire` acts
    if (isTooLate) nextStep(schedule, context.isOverBudget === true ? "budget" : "too-late", change);
    else if (context.closed !== undefined) skipUnavailable(schedule, context.closed, change);
    return change;
  }
  if (row.phase === PHASE.awaiting && hasFailed(row.evidence, step.channel)) {
    decideFailure(schedule, step, change);
    return change;
  }
  if (context.gapOpen && !cannotWait(schedule)) {
    row.dueAt = now + 1_000; // checks again while the missed receipts are being fetched
    return change;
  }
  const { revision } = row;
  decideSilence(schedule, context, change);
  if (context.gapOpen && row.revision !== revision) row.flags |= FLAG.unreconciled;
  return change;
}

/**
 * Returns when the recipient stops waiting for a paused provider; Infinity if the recipient keeps waiting. A recipient
 * waits as long as the step lasts, or for `onMissingReceipt.after` if the provider does not answer. If the pause ends
 * too late and the route has no other provider, the wait ends now.
 */
export function skipUnavailableAt(schedule: Schedule, closed: ClosedProvider): number {
  const { row, plan, now } = schedule;
  const other = otherOpen(row, plan, closed);
  if (closed.isHeld === true) return other < 0 ? Infinity : now;
  const again = nextTry(schedule, closed.until);
  const end = patienceEnd(schedule, closed);
  const isWindowClosed = again !== undefined && closed.faultySince !== undefined && again > closed.until;
  const isTooLong = again === undefined || (isWindowClosed && again > end);
  const from = skipsFrom(schedule, closed, other);
  if (from <= now && closed.until > now) return now;
  const soon = from > now ? from : now + PROBE_MS; // a probe of the provider is already in progress
  if (closed.faultySince === undefined && !isTooLong) return Infinity;
  const at = isTooLong && nextPosition(row, plan, false) < 0 ? now : end;
  if (schedule.at(at).next(row.step + 1) !== undefined) return Math.min(at, soon);
  return other >= 0 ? Math.min(at, soon, schedule.current.plannedUntil) : Infinity;
}

function patienceEnd(schedule: Schedule, closed: ClosedProvider): number {
  const { row, plan } = schedule;
  const { faultySince = row.dueAt, isThrottling = false, isSilent } = closed;
  const from = isThrottling ? faultySince : Math.max(row.dueAt, faultySince);
  const end = schedule.stepEnd(from);
  // a throttling provider soon accepts messages again, so it is given the longest wait
  if (isThrottling) return Math.max(end, schedule.at(-Infinity).current.unhurriedStart);
  const step = planStep(plan, row.step);
  return isSilent && step !== undefined && step.onMissingReceipt !== "wait"
    ? Math.min(end, from + step.unknownAfterMs)
    : end;
}

/**
 * Returns when the recipient may use position `other` instead. A `send()` message never waits. While an account
 * refuses, another provider is used only after a probe, because an operator may soon replace the key.
 */
function skipsFrom({ row, plan }: Schedule, closed: ClosedProvider, other: number): number {
  if (other < 0) return Infinity;
  if (plan.neverWaits === true) return -Infinity;
  if (!isRefusing(closed)) return Infinity;
  const { faultySince = 0, seenAt = 0 } = closed;
  return other < row.position ? -Infinity : Math.max(faultySince + FAULT_MS, seenAt + PROBE_MS);
}

function isRefusing({ faultySince, isSilent, isThrottling = false, isHeld = false }: ClosedProvider): boolean {
  return isHeld || (faultySince !== undefined && !isSilent && !isThrottling);
}

function otherOpen(row: Enrollment, plan: Plan, closed: ClosedProvider): number {
  // a command that holds a provider also reroutes its recipients to later ones, so only earlier ones are checked here
  const isOpen = (at: number) => (closed.isHeld !== true || at < row.position) && closed.isOpen(at);
  return isRefusing(closed) ? otherAccount(row, plan, isOpen) : nextPosition(row, plan, true, isOpen);
}

function skipUnavailable(schedule: Schedule, closed: ClosedProvider, change: Change): void {
  const { row, plan, now } = schedule;
  if (skipUnavailableAt(schedule, closed) > now) return;
  const cause = closed.faultySince === undefined && closed.isHeld !== true ? "too-late" : "incident";
  const hasNext = schedule.next(row.step + 1) !== undefined;
  const other = otherOpen(row, plan, closed);
  if (skipsFrom(schedule, closed, other) <= now || (other >= 0 && !hasNext)) {
    enter(row, row.step, other, now);
    change.events.push({ kind: "enrollment.rerouted", cause });
  } else if (hasNext) nextStep(schedule, cause, change);
}

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
        row.dueAt = row.waitUntil; // an answer that arrived before the end of the wait is applied first
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
 * Returns for how long since this message the provider has sent no receipts at all. The message's receipt becomes
 * overdue later by this time. Returns 0 if that delay would leave another vendor less than half of the wait.
 */
function withheldMs(row: Enrollment, { now, silentSince }: DueContext): number {
  if (silentSince === undefined) return 0;
  const ms = Math.max(0, now - Math.max(silentSince, row.acceptedAt));
  return now + ms < row.waitUntil ? ms : 0;
}

function cannotWait(schedule: Schedule): boolean {
  const { row, now } = schedule;
  const later = now + 60_000;
  const next = schedule.next(row.step + 1);
  if (next === undefined) return later >= row.deadline;
  const { latestStart } = schedule.step(next);
  return later >= latestStart || schedule.at(later).step(next).start > latestStart;
}

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
  // another try would bounce too, because the mail server has retried for hours, or rejects the content
  const isForGood = getChannel(step.channel).receipts.prevails === "undelivered";
  if (position >= 0 && soon !== undefined) enter(row, row.step, position, soon);
  else if (!isForGood && isInTime && mayRepeat(row, plan)) enter(row, row.step, row.position, again);
  else {
    nextStep(schedule, "undelivered", change);
    return;
  }
  change.events.push({ kind: "enrollment.rerouted", cause: "undelivered" });
}

function decideUnknown(schedule: Schedule, change: Change): void {
  const { row, plan, now } = schedule;
  const action = planStep(plan, row.step)?.onMissingReceipt ?? "reroute";
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
  // the message may have arrived, and the route has no other vendor
  beginWait(schedule);
  row.phase = PHASE.waiting;
  row.dueAt = Math.max(now, row.waitUntil);
}

/**
 * Returns how long to wait for evidence about an uncertain message: `explainsWithinMs` of the provider, or until the
 * receipt is overdue. If the step allows another try, half of the step's wait is reserved for that try.
 */
export function doubtEnd(schedule: Schedule): number {
  const { row, plan, now } = schedule;
  const step = planStep(plan, row.step);
  if (step === undefined) return now;
  const explained = step.route[row.position]?.explainsWithinMs ?? plan.resolutionMs;
  const patience = Math.min(explained, step.unknownAfterMs);
  const end = schedule.stepEnd(now);
  const isLast = step.onMissingReceipt === "wait" || otherTry(row, plan, step.onMissingReceipt) < 0;
  const until = isLast ? end : Math.min((now + end) / 2, schedule.current.lastChance);
  return Math.max(now, Math.floor(Math.min(now + patience, until, row.deadline)));
}

/** Returns the position of another try in this step, or -1. `at-most-once` never repeats an uncertain message. */
function otherTry(row: Enrollment, plan: Plan, action: MissingReceiptAction): number {
  const isUnexplained = row.phase === PHASE.resolving;
  const again = isUnexplained ? plan.guarantee === "at-least-once" : action === "resend";
  if (again && mayRepeat(row, plan)) return row.position;
  return action === "escalate" ? -1 : nextPosition(row, plan, true);
}
