import type { AttemptOutcome, Plan } from "@relance/spec";
import { type Change, noChange } from "./change.ts";
import { contactBit } from "./contacts.ts";
import { doubtEnd } from "./due.ts";
import { ATTEMPT, type Enrollment, PHASE } from "./enrollment.ts";
import { hasFailed, isFinal } from "./evidence.ts";
import { openFrom, receiptDeadline } from "./hours/step-hours.ts";
import { waitEnd } from "./ladder-time.ts";
import { enter, killContact, mayRepeat, nextContact, nextPosition, nextStep, nextTry } from "./next-step.ts";
import { stepOf } from "./steps.ts";

/** How long a place that could not be used is left alone, in milliseconds. */
const PAUSE_MS = 1_000;

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
  const step = stepOf(plan, row.step);
  const route = step?.route[row.position];
  row.claims = 0;
  row.acceptedAt = now;
  if (row.waitUntil === 0) row.waitUntil = waitEnd(row, plan, now);
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

/** The same provider again after a back-off, while tries and time allow; else on along the route. */
function tryLater(row: Enrollment, plan: Plan, delayMs: number, now: number, change: Change): void {
  const after = now + Math.max(delayMs, plan.retryMs * 2 ** Math.max(0, row.attemptsInStep - 1));
  const at = nextTry(row, plan, after, now);
  if (mayRepeat(row, plan) && at !== undefined) {
    enter(row, row.step, row.position, at);
    return;
  }
  alongRoute(row, plan, now, change);
}

function alongRoute(row: Enrollment, plan: Plan, now: number, change: Change): void {
  if (!reroute(row, plan, now, change)) nextStep(row, plan, "refused", now, change);
}

/** The next provider of the route, while there is time. Answers whether there was one. */
function reroute(row: Enrollment, plan: Plan, now: number, change: Change): boolean {
  const position = nextPosition(row, plan, false);
  const at = nextTry(row, plan, now, now);
  if (position < 0 || at === undefined) return false;
  enter(row, row.step, position, at);
  change.events.push({ kind: "enrollment.rerouted", cause: "refused" });
  return true;
}

function reject(row: Enrollment, plan: Plan, outcome: AttemptOutcome, now: number, change: Change): void {
  row.attemptsInStep += 1;
  if (outcome.errorCode?.startsWith("message/")) {
    nextStep(row, plan, "refused", now, change); // no other provider could render it either
  } else if (outcome.errorCode === "provider/opted-out") {
    const channel = stepOf(plan, row.step)?.channel;
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

/**
 * The outcome of the row's current attempt, reported by the worker that made it or by an authoritative look-up.
 *
 * A receipt with our id that came before proves more than the worker knows: whatever it says, the provider took the
 * message, and it is not sent once more.
 */
export function settle(row: Enrollment, plan: Plan, outcome: AttemptOutcome, now: number): Change {
  const change = noChange();
  if (row.phase !== PHASE.submitting && row.phase !== PHASE.resolving) return change; // explained already
  row.claims = 0;
  const isDoubted = row.phase === PHASE.resolving;
  const kind = row.evidence === 0 ? outcome.kind : "accepted";
  if (isDoubted && kind === "uncertain") return change;
  if (isDoubted) row.attemptsInStep -= 1; // counted when it became uncertain
  change.attemptState = attemptStateOf(kind);
  change.events.push({ kind: `attempt.${kind}`, cause: "none" });
  switch (kind) {
    case "accepted":
      row.attemptsInStep += 1;
      accept(row, plan, now, outcome.captured === undefined); // what never left will not be reported on
      break;
    case "rejected":
      reject(row, plan, outcome, now, change);
      break;
    case "deferred": // no message is to blame: no try counted, the provider is closed meanwhile
      notTried(row, plan, Math.max(PAUSE_MS, outcome.retryAfterMs ?? 0), now, change);
      break;
    case "not-sent":
      notTried(row, plan, PAUSE_MS, now, change);
      break;
    case "uncertain":
      row.attemptsInStep += 1;
      doubt(row, plan, now);
      break;
  }
  return change;
}

/**
 * Nothing left the house: the same place again, or the next one when this one would open too late. The rest that a provider
 * asked for is the provider's: it is closed as long, and a person who is led past it meanwhile has nothing to wait for.
 */
function notTried(row: Enrollment, plan: Plan, restMs: number, now: number, change: Change): void {
  if (now < row.deadline && nextTry(row, plan, now + restMs, now) === undefined) {
    if (!reroute(row, plan, now, change)) nextStep(row, plan, "too-late", now, change);
    return;
  }
  row.triedPositions &= ~(1 << row.position);
  const at = openFrom(row, plan, row.step, now + PAUSE_MS);
  enter(row, row.step, row.position, Math.min(at, Math.max(now, row.deadline)));
}

/** It may have gone out, or not: evidence first, then policy, while there is time for what policy says. */
function doubt(row: Enrollment, plan: Plan, now: number): void {
  row.phase = PHASE.resolving;
  row.dueAt = doubtEnd(row, plan, now);
}

/** The worker died with this attempt in its hands. */
export function recover(row: Enrollment, plan: Plan, now: number): Change {
  const change = noChange();
  const proven = row.evidence !== 0;
  change.attemptState = proven ? ATTEMPT.accepted : ATTEMPT.uncertain;
  change.events.push({ kind: proven ? "attempt.accepted" : "attempt.uncertain", cause: "none" });
  row.attemptsInStep += 1;
  if (proven) accept(row, plan, now);
  else doubt(row, plan, now); // claims stay: only a settle forgives, poison is counted over crashes
  return change;
}
