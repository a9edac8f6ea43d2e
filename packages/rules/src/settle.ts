import type { AttemptOutcome, Plan } from "@relance/spec";
import { type Change, noChange } from "./change.ts";
import { contactBit } from "./contacts.ts";
import { ATTEMPT, type Enrollment, PHASE } from "./enrollment.ts";
import { hasFailed, isFinal } from "./evidence.ts";
import { latestStart, waitEnd } from "./ladder-time.ts";
import { enter, killContact, nextContact, nextPosition, nextStep } from "./next-step.ts";

/** What an outcome makes of the attempt itself, whatever the enrollment does. */
export function attemptStateOf(kind: AttemptOutcome["kind"]): number {
  switch (kind) {
    case "accepted":
      return ATTEMPT.accepted;
    case "rejected":
      return ATTEMPT.rejected;
    case "deferred":
      return ATTEMPT.deferred;
    case "uncertain":
      return ATTEMPT.uncertain;
    case "not-sent":
      return ATTEMPT.notSent;
  }
}

/** The provider took the current attempt (it said so, or a receipt proves it). Starts the step's wait. */
export function accept(row: Enrollment, plan: Plan, now: number, expectsReceipt = true): void {
  const step = plan.steps[row.step];
  const route = step?.route[row.position];
  row.claims = 0;
  row.since = now;
  if (row.waitUntil === 0) row.waitUntil = waitEnd(row, plan, now);
  if (step === undefined || route === undefined) return;
  if (hasFailed(row.bits, step.channel)) {
    row.phase = PHASE.awaiting;
    row.dueAt = now;
  } else if (expectsReceipt && route.receipts && !isFinal(row.bits)) {
    row.phase = PHASE.awaiting;
    row.dueAt = Math.min(now + step.unknownAfterMs, row.waitUntil);
  } else {
    row.phase = PHASE.waiting;
    row.dueAt = row.waitUntil;
  }
}

/** The same provider again after a back-off, while tries and time allow; else on along the route. */
function tryLater(row: Enrollment, plan: Plan, delayMs: number, now: number, change: Change): void {
  const at = now + Math.max(delayMs, plan.retryMs * 2 ** Math.max(0, row.tries - 1));
  if (row.tries < plan.maxTries && at <= latestStart(row, plan, row.step)) {
    enter(row, row.step, row.position, at);
    return;
  }
  alongRoute(row, plan, now, change);
}

function alongRoute(row: Enrollment, plan: Plan, now: number, change: Change): void {
  const position = nextPosition(row, plan, false);
  if (position >= 0 && now <= latestStart(row, plan, row.step)) {
    enter(row, row.step, position, now);
    change.events.push({ kind: "enrollment.rerouted", cause: "refused" });
    return;
  }
  nextStep(row, plan, "refused", now, change);
}

function reject(row: Enrollment, plan: Plan, outcome: AttemptOutcome, now: number, change: Change): void {
  row.tries += 1;
  if (outcome.errorCode?.startsWith("message/")) {
    nextStep(row, plan, "refused", now, change); // no other provider could render it either
  } else if (outcome.errorCode === "provider/opted-out") {
    const channel = plan.steps[row.step]?.channel;
    if (channel !== undefined) row.optedOut |= contactBit(channel, row.contact);
    nextContact(row, plan, "opted-out", now, change);
  } else if (outcome.disposition === "reject") {
    killContact(row, plan);
    nextContact(row, plan, "refused", now, change);
  } else if (outcome.disposition === "retry") {
    tryLater(row, plan, outcome.retryAfterMs ?? 0, now, change);
  } else {
    alongRoute(row, plan, now, change);
  }
}

/** The outcome of the row's current attempt, reported by the worker that made it. */
export function settle(row: Enrollment, plan: Plan, outcome: AttemptOutcome, now: number): Change {
  const change = noChange();
  change.attemptState = attemptStateOf(outcome.kind);
  change.events.push({ kind: `attempt.${outcome.kind}`, cause: "none" });
  row.claims = 0;
  switch (outcome.kind) {
    case "accepted":
      row.tries += 1;
      accept(row, plan, now, outcome.captured === undefined); // what never left will not be reported on
      break;
    case "rejected":
      reject(row, plan, outcome, now, change);
      break;
    case "deferred": // nobody's message is to blame: no try counted, the provider is closed meanwhile
      row.tried &= ~(1 << row.position);
      enter(row, row.step, row.position, now + Math.max(1_000, outcome.retryAfterMs ?? 0));
      break;
    case "not-sent":
      row.tried &= ~(1 << row.position);
      enter(row, row.step, row.position, now + 1_000);
      break;
    case "uncertain":
      row.tries += 1;
      doubt(row, plan, now);
      break;
  }
  return change;
}

/** It may have gone out, or not: evidence first, then policy (R10). */
function doubt(row: Enrollment, plan: Plan, now: number): void {
  if (isFinal(row.bits) || row.bits !== 0) {
    accept(row, plan, now); // a receipt with our id came before the worker's own doubt
    return;
  }
  row.phase = PHASE.resolving;
  row.dueAt = Math.min(now + plan.resolutionMs, Math.max(now, row.deadline));
}

/** The worker died with this attempt in its hands. */
export function recover(row: Enrollment, plan: Plan, now: number): Change {
  const change = noChange();
  const proven = row.bits !== 0;
  change.attemptState = proven ? ATTEMPT.accepted : ATTEMPT.uncertain;
  change.events.push({ kind: proven ? "attempt.accepted" : "attempt.uncertain", cause: "none" });
  row.tries += 1;
  const claims = row.claims;
  doubt(row, plan, now);
  if (!proven) row.claims = claims; // only a settle forgives: poison is counted over crashes
  return change;
}
