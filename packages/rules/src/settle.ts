import type { AttemptOutcome, Cause, Plan } from "@relance/spec";
import { type Change, noChange } from "./change.ts";
import { contactBit } from "./contacts.ts";
import { doubtEnd } from "./due.ts";
import { ATTEMPT, type Enrollment, PHASE } from "./enrollment.ts";
import { hasFailed, isFinal } from "./evidence.ts";
import { openFrom, receiptDeadline } from "./hours/step-hours.ts";
import {
  beginPatience,
  beginWait,
  endPatience,
  enter,
  killContact,
  mayRepeat,
  nextContact,
  nextPosition,
  nextStep,
  nextTry,
} from "./next-step.ts";
import { Schedule } from "./schedule.ts";
import { planStep } from "./steps.ts";

/** Pause in milliseconds before a position that cannot be used now is tried again. */
const PAUSE_MS = 1_000;

const STATE_AFTER: Readonly<Record<AttemptOutcome["kind"], number>> = {
  accepted: ATTEMPT.accepted,
  rejected: ATTEMPT.rejected,
  deferred: ATTEMPT.deferred,
  uncertain: ATTEMPT.uncertain,
  "not-sent": ATTEMPT.notSent,
};

/** Returns the state to store for an attempt with this outcome. */
export function attemptStateAfter(kind: AttemptOutcome["kind"]): number {
  return STATE_AFTER[kind];
}

/** Records that the provider accepted the attempt, and begins the step's wait. */
export function accept(schedule: Schedule, expectsReceipt = true): void {
  const { row, plan, now } = schedule;
  const step = planStep(plan, row.step);
  const route = step?.route[row.position];
  row.claims = 0;
  row.acceptedAt = now;
  beginWait(schedule);
  if (step === undefined || route === undefined) return;
  if (hasFailed(row.evidence, step.channel)) {
    row.phase = PHASE.awaiting;
    row.dueAt = now;
  } else if (expectsReceipt && route.receipts && !isFinal(row.evidence)) {
    row.phase = PHASE.awaiting;
    row.dueAt = Math.min(receiptDeadline(row, plan), row.waitUntil);
  } else {
    row.phase = PHASE.waiting;
    row.dueAt = row.waitUntil;
  }
}

function tryLater(schedule: Schedule, delayMs: number, change: Change): void {
  const { row, plan, now } = schedule;
  const after = now + Math.max(delayMs, plan.retryMs * 2 ** Math.max(0, row.attemptsInStep - 1));
  const at = nextTry(schedule, after);
  if (mayRepeat(row, plan) && at !== undefined) enter(row, row.step, row.position, at);
  else alongRoute(schedule, "refused", change);
}

/** If time remains, moves the recipient to the next provider of the route; otherwise to the next step. */
function alongRoute(schedule: Schedule, cause: Cause, change: Change): void {
  const { row, plan, now } = schedule;
  const position = nextPosition(row, plan, false);
  const at = nextTry(schedule, now);
  if (position < 0 || at === undefined) {
    nextStep(schedule, cause, change);
    return;
  }
  enter(row, row.step, position, at);
  change.events.push({ kind: "enrollment.rerouted", cause: "refused" });
}

function reject(schedule: Schedule, outcome: AttemptOutcome, change: Change): void {
  const { row, plan, now } = schedule;
  const channel = planStep(plan, row.step)?.channel;
  row.attemptsInStep += 1;
  if (outcome.errorCode?.startsWith("message/")) {
    nextStep(schedule, "refused", change); // rendering would fail with another provider too
  } else if (outcome.errorCode === "provider/opted-out") {
    if (channel !== undefined) row.optedOut |= contactBit(channel, row.contact);
    nextContact(new Schedule(row, plan, now), "opted-out", change);
  } else if (outcome.disposition === "reject") {
    killContact(row, plan);
    nextContact(new Schedule(row, plan, now), "refused", change);
  } else if (outcome.disposition === "retry") {
    tryLater(schedule, outcome.retryAfterMs ?? 0, change);
  } else {
    alongRoute(schedule, "refused", change);
  }
}

/**
 * Applies the outcome of the current attempt. If a receipt proves that the provider accepted the message, the message
 * is not sent again, even if the outcome reports a failure.
 */
export function settle(row: Enrollment, plan: Plan, outcome: AttemptOutcome, now: number): Change {
  const change = noChange();
  if (row.phase !== PHASE.submitting && row.phase !== PHASE.resolving) return change; // a receipt settled the attempt
  row.claims = 0;
  const isDoubted = row.phase === PHASE.resolving;
  const kind = row.evidence === 0 ? outcome.kind : "accepted";
  if (isDoubted && kind === "uncertain") return change;
  if (isDoubted) row.attemptsInStep -= 1; // this uncertain try was already counted
  change.attemptState = attemptStateAfter(kind);
  change.events.push({ kind: `attempt.${kind}`, cause: "none" });
  if (kind !== "deferred" && kind !== "not-sent") endPatience(row);
  const schedule = new Schedule(row, plan, now);
  switch (kind) {
    case "accepted":
      row.attemptsInStep += 1;
      accept(schedule, outcome.captured === undefined); // a captured message gets no receipt, so none is expected
      break;
    case "rejected":
      reject(schedule, outcome, change);
      break;
    case "deferred": // the provider accepts no messages now, so this does not count as a try
      notTried(schedule, Math.max(PAUSE_MS, outcome.retryAfterMs ?? 0), change, outcome.accountFault);
      break;
    case "not-sent":
      notTried(schedule, PAUSE_MS, change);
      break;
    case "uncertain":
      row.attemptsInStep += 1;
      doubt(schedule);
      break;
  }
  return change;
}

/**
 * Records that nothing was sent in this try. The recipient tries the same position again, or the next position if the
 * pause would be too long. If the account refused (`isRefused`), the wait for the account starts at the first refusal.
 */
function notTried(schedule: Schedule, restMs: number, change: Change, isRefused = false): void {
  const { row, plan, now } = schedule;
  if (now < row.deadline && nextTry(schedule, now + restMs) === undefined) {
    alongRoute(schedule, "too-late", change);
    return;
  }
  if (isRefused) beginPatience(schedule);
  row.triedPositions &= ~(1 << row.position);
  const at = openFrom(row, plan, row.step, now + PAUSE_MS);
  enter(row, row.step, row.position, Math.min(at, Math.max(now, row.deadline)));
}

/** Records that the message may have been sent. Until {@link doubtEnd}, the recipient waits for evidence. */
function doubt(schedule: Schedule): void {
  schedule.row.phase = PHASE.resolving;
  schedule.row.dueAt = doubtEnd(schedule);
}

export function recover(row: Enrollment, plan: Plan, now: number): Change {
  const change = noChange();
  const proven = row.evidence !== 0;
  change.attemptState = proven ? ATTEMPT.accepted : ATTEMPT.uncertain;
  change.events.push({ kind: proven ? "attempt.accepted" : "attempt.uncertain", cause: "none" });
  row.attemptsInStep += 1;
  endPatience(row);
  const schedule = new Schedule(row, plan, now);
  if (proven) accept(schedule);
  else doubt(schedule); // `claims` is not reset, so that a row that crashes workers is detected
  return change;
}

/** Applies a receipt. A failure only makes the row due. Events that arrived earlier are applied first. */
export function receive(row: Enrollment, plan: Plan, bit: number, now: number): Change {
  const change = noChange();
  const before = row.evidence;
  row.evidence |= bit;
  if (row.evidence === before) return change;
  const step = planStep(plan, row.step);
  if (step === undefined) return change;
  switch (row.phase) {
    case PHASE.resolving:
      accept(new Schedule(row, plan, now));
      change.attemptState = ATTEMPT.accepted;
      change.events.push({ kind: "attempt.accepted", cause: "none" });
      break;
    case PHASE.awaiting:
    case PHASE.waiting:
      if (hasFailed(row.evidence, step.channel)) {
        row.phase = PHASE.awaiting;
        row.dueAt = Math.min(row.dueAt, now);
      } else if (isFinal(row.evidence) && row.phase === PHASE.awaiting) {
        row.phase = PHASE.waiting;
        row.dueAt = row.waitUntil;
      }
      break;
    default: // in the phase `submitting`, `settle` reads these bits later
      break;
  }
  return change;
}
