import type { Plan } from "@relance/spec";
import { type Change, noChange } from "./change.ts";
import { ATTEMPT, type Enrollment, FLAG, PHASE } from "./enrollment.ts";
import { EVIDENCE_BIT, hasFailed } from "./evidence.ts";
import { latestStart } from "./ladder-time.ts";
import { enter, findStep, killContact, nextContact, nextPosition, nextStep } from "./next-step.ts";

export interface DueContext {
  readonly now: number;
  /** Milliseconds since `row.since` in which nobody listened for the attempt's provider (R5). */
  readonly deafMs: number;
  /** A gap of that provider is not reconciled yet (R5b). */
  readonly gapOpen: boolean;
}

/**
 * The row's due time has come and everything received before has been folded. Decides what silence, failure or an
 * unexplained attempt means, from this row and the plan alone (R17).
 */
export function due(row: Enrollment, plan: Plan, context: DueContext): Change {
  const { now } = context;
  const change = noChange();
  const step = plan.steps[row.step];
  if (step === undefined) return change;
  if (row.phase === PHASE.ready) {
    if (now > latestStart(row, plan, row.step)) nextStep(row, plan, "too-late", now, change);
    return change;
  }
  if (row.phase === PHASE.awaiting && hasFailed(row.bits, step.channel)) {
    failed(row, plan, now, change);
    return change;
  }
  if (context.gapOpen && !cannotWait(row, plan, now)) {
    row.dueAt = now + 1_000; // looked at again while the gap is being reconciled
    return change;
  }
  if (context.gapOpen) row.flags |= FLAG.unreconciled;
  switch (row.phase) {
    case PHASE.resolving:
      change.attemptState = ATTEMPT.unresolved;
      change.events.push({ kind: "attempt.unresolved", cause: "uncertain" });
      unknown(row, plan, now, change);
      break;
    case PHASE.awaiting:
      if (row.waitUntil <= now) {
        nextStep(row, plan, "ack-timeout", now, change);
      } else if (now - row.since - context.deafMs < step.unknownAfterMs) {
        row.dueAt = Math.min(row.since + step.unknownAfterMs + context.deafMs, row.waitUntil);
      } else {
        change.attemptBits = EVIDENCE_BIT.overdue;
        row.bits |= EVIDENCE_BIT.overdue;
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
  return change;
}

/** Waiting for the reconciliation would cost the next step its latest start. */
function cannotWait(row: Enrollment, plan: Plan, now: number): boolean {
  const next = findStep(row, plan, row.step + 1, now);
  return next < 0 ? now + 60_000 >= row.deadline : now + 60_000 >= latestStart(row, plan, next);
}

/** Message-final without delivery: a known failure never waits (R4). */
function failed(row: Enrollment, plan: Plan, now: number, change: Change): void {
  if (row.bits & EVIDENCE_BIT.undeliveredPermanent) {
    killContact(row, plan);
    nextContact(row, plan, "undelivered", now, change);
    return;
  }
  const position = nextPosition(row, plan, false);
  if (position >= 0 && now <= latestStart(row, plan, row.step)) {
    enter(row, row.step, position, now);
    change.events.push({ kind: "enrollment.rerouted", cause: "undelivered" });
    return;
  }
  const at = now + plan.retryMs * 2 ** Math.max(0, row.tries - 1);
  const end = row.waitUntil > 0 ? row.waitUntil : latestStart(row, plan, row.step);
  if (row.tries < plan.maxTries && at <= Math.min(end, latestStart(row, plan, row.step))) {
    enter(row, row.step, row.position, at);
    return;
  }
  nextStep(row, plan, "undelivered", now, change);
}

/** Nobody knows what became of the attempt: the step's `onUnknown` decides (R5, R10). */
function unknown(row: Enrollment, plan: Plan, now: number, change: Change): void {
  const action = plan.steps[row.step]?.onUnknown ?? "reroute";
  const inTime = now <= latestStart(row, plan, row.step);
  if (action === "wait") {
    row.phase = PHASE.waiting;
    row.dueAt = Math.max(now, row.waitUntil || latestStart(row, plan, row.step));
    return;
  }
  const again = action === "resend" || (plan.guarantee === "at-least-once" && row.phase === PHASE.resolving);
  if (again && row.tries < plan.maxTries && inTime) {
    enter(row, row.step, row.position, now);
    change.events.push({ kind: "enrollment.rerouted", cause: "receipt-overdue" });
    return;
  }
  const position = action === "reroute" ? nextPosition(row, plan, true) : -1;
  if (position >= 0 && inTime) {
    enter(row, row.step, position, now);
    change.events.push({ kind: "enrollment.rerouted", cause: "receipt-overdue" });
    return;
  }
  nextStep(row, plan, "receipt-overdue", now, change);
}
