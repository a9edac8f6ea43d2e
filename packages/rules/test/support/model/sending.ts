import type { AttemptOutcome, Cause, Plan } from "@relance/spec";
import { openFrom, receiptDeadline, sendableFrom } from "../../../src/hours/step-hours.ts";
import { EVIDENCE_BIT, FLAG, PHASE, Schedule } from "../../../src/index.ts";
import { timesOf, waiting } from "../times.ts";
import {
  againAt,
  as,
  contactOf,
  contactsFor,
  ends,
  goes,
  goesOn,
  mayHaveAnother,
  type Next,
  otherContact,
  otherPlace,
  type Person,
  stays,
  tryAgainAt,
  unrefused,
} from "./ladder.ts";

const PAUSE_MS = 1_000;
const { undeliveredPermanent, undeliveredTemporary, delivered, engaged } = EVIDENCE_BIT;
const FINAL = [undeliveredPermanent, undeliveredTemporary, delivered, engaged];

const says = (row: Person, ...bits: number[]) => bits.some((bit) => (row.evidence & bit) !== 0);

/** It did not arrive: a delivery excuses a failure, but not in email; that the recipient used it always does. */
export function isLost(row: Person, plan: Plan): boolean {
  const isEmail = plan.steps[row.step - 1]?.channel === "email";
  const isExcused = isEmail ? says(row, engaged) : says(row, engaged, delivered);
  return says(row, undeliveredPermanent, undeliveredTemporary) && !isExcused;
}

/** The provider has it: the wait of the step begins, if none runs. */
export function taken(before: Person, plan: Plan, now: number, isReportedOn = true): Person {
  const begun = before.waitUntil === 0 ? waiting(before, plan, now) : before;
  const row = { ...begun, claims: 0, acceptedAt: now };
  if (isLost(row, plan)) return { ...row, phase: PHASE.awaiting, dueAt: now };
  const route = plan.steps[row.step - 1]?.route[row.position];
  if (!isReportedOn || route?.receipts !== true || says(row, ...FINAL))
    return { ...row, phase: PHASE.waiting, dueAt: row.waitUntil };
  return { ...row, phase: PHASE.awaiting, dueAt: Math.min(receiptDeadline(row, plan), row.waitUntil) };
}

/** How a store claims. */
export interface Claim {
  readonly now: number;
  readonly budgetMs: number;
  readonly leaseUntil: number;
  readonly attempt: number;
  /** What a rule against the recipient's contacts says at the last check. */
  readonly forbidden: number;
}

export function claimed(row: Person, plan: Plan, claim: Claim): Next {
  const { now, budgetMs } = claim;
  if (row.phase !== PHASE.ready || now < row.dueAt) return stays(row);
  if (row.claims > 2) return { row: ends(row, "exhausted", "poison"), told: ["enrollment.exhausted poison"] };
  if (row.deadline - now < budgetMs) return stays(row);
  const leaves = sendableFrom(row, plan, row.step, { now, budgetMs });
  if (Math.max(now, leaves) > timesOf(row, plan, row.step, now).latestStart) return goesOn(row, plan, "too-late", now);
  if (leaves > now) return stays({ ...row, dueAt: leaves });
  const [contact] = contactsFor(row, plan, row.step);
  if (contact === undefined) return goesOn(row, plan, "unreachable", now);
  const bit = contactOf(plan, row.step, contact);
  if ((claim.forbidden & bit) !== 0)
    return otherContact({ ...row, optedOut: row.optedOut | bit }, plan, "opted-out", now);
  const sent = { attempt: claim.attempt, contact, evidence: 0, acceptedAt: 0, claims: row.claims + 1 };
  const tried = row.triedPositions | (2 ** row.position);
  const active = { ...as("active", "none"), cause: row.cause, phase: PHASE.submitting };
  return stays(
    { ...row, ...active, ...sent, triedPositions: tried, dueAt: claim.leaseUntil },
    "attempt.submitted none",
  );
}

function then(attempt: string, next: Next): Next {
  return { ...next, attempt, told: [`attempt.${attempt} none`, ...next.told] };
}

/** The worker's word, or a check-up's, on the current attempt. Whatever was heard with our id proves that it was taken. */
export function settled(row: Person, plan: Plan, outcome: AttemptOutcome, now: number): Next {
  const isDoubted = row.phase === PHASE.resolving;
  if (!isDoubted && row.phase !== PHASE.submitting) return stays(row);
  const kind = row.evidence === 0 ? outcome.kind : "accepted";
  const isUntried = kind === "deferred" || kind === "not-sent";
  const forgiven = { ...(isUntried ? row : unrefused(row)), claims: 0 };
  if (isDoubted && kind === "uncertain") return stays(forgiven);
  // a doubtful message has counted as a try
  const uncounted = { ...forgiven, attemptsInStep: isDoubted ? row.attemptsInStep - 1 : row.attemptsInStep };
  const counted = { ...uncounted, attemptsInStep: uncounted.attemptsInStep + 1 };
  switch (kind) {
    case "accepted":
      return then(kind, stays(taken(counted, plan, now, outcome.captured === undefined)));
    case "rejected":
      return then(kind, rejected(counted, plan, outcome, now));
    case "uncertain":
      return then(kind, stays(doubted(counted, plan, now)));
    case "deferred":
      return then(kind, refused(uncounted, plan, outcome, now));
    case "not-sent":
      return then(kind, notTried(uncounted, plan, PAUSE_MS, now));
  }
}

/** Nobody knows: until it must be known, so that what follows can still be had. */
function doubted(before: Person, plan: Plan, now: number): Person {
  const row = { ...before, phase: PHASE.resolving };
  const { onMissingReceipt = "wait", unknownAfterMs = 0, route = [] } = plan.steps[row.step - 1] ?? {};
  const { explainsWithinMs = plan.resolutionMs } = route[row.position] ?? {};
  const end = row.waitUntil || new Schedule(row, plan, now).waitEnd(now).at;
  const isFollowed = onMissingReceipt !== "wait" && tryAgainAt(row, plan, onMissingReceipt) !== undefined;
  const limits = isFollowed ? [(now + end) / 2, timesOf(row, plan, row.step, now).lastChance] : [end];
  const known = Math.min(now + unknownAfterMs, now + explainsWithinMs, row.deadline, ...limits);
  return { ...row, dueAt: Math.max(now, Math.floor(known)) };
}

/** The worker died. */
export function recovered(row: Person, plan: Plan, now: number): Next {
  const counted = { ...unrefused(row), attemptsInStep: row.attemptsInStep + 1 };
  if (row.evidence !== 0) return then("accepted", stays(taken(counted, plan, now)));
  return then("uncertain", stays(doubted(counted, plan, now)));
}

function rejected(row: Person, plan: Plan, outcome: AttemptOutcome, now: number): Next {
  const code = outcome.errorCode ?? "";
  const bit = contactOf(plan, row.step, row.contact);
  if (code.startsWith("message/")) return goesOn(row, plan, "refused", now);
  if (code === "provider/opted-out")
    return otherContact({ ...row, optedOut: row.optedOut | bit }, plan, "opted-out", now);
  if (outcome.disposition === "reject")
    return otherContact({ ...row, deadContacts: row.deadContacts | bit }, plan, "refused", now);
  if (outcome.disposition === "retry") {
    const rest = Math.max(outcome.retryAfterMs ?? 0, backOff(row, plan));
    const at = againAt(row, plan, now + rest, now);
    if (at !== undefined && mayHaveAnother(row, plan)) return stays(goes(row, row.step, row.position, at));
  }
  return along(row, plan, "refused", now);
}

/** Twice as long after each try. */
export function backOff({ attemptsInStep: tries }: Person, { retryMs }: Plan): number {
  return tries < 2 ? retryMs : retryMs * 2 ** (tries - 1);
}

/** The next provider of the route, else the next step, for the reason `onward`. */
function along(row: Person, plan: Plan, onward: Cause, now: number): Next {
  const at = againAt(row, plan, now, now);
  const place = otherPlace(row, plan, "failure");
  if (at === undefined || place === undefined) return goesOn(row, plan, onward, now);
  return { row: goes(row, row.step, place, at), told: ["enrollment.rerouted refused"] };
}

/** Nothing left: the same place a moment later, unless what it waits for would end too late. */
function notTried(row: Person, plan: Plan, restMs: number, now: number): Next {
  const isTooLong = againAt(row, plan, now + restMs, now) === undefined;
  if (isTooLong && now < row.deadline) return along(row, plan, "too-late", now);
  const opens = openFrom(row, plan, row.step, now + PAUSE_MS);
  const untried = { ...row, triedPositions: row.triedPositions & ~(2 ** row.position) };
  const dueAt = Math.min(opens, Math.max(row.deadline, now));
  return stays(goes(untried, row.step, row.position, dueAt));
}

/** Throttled, or refused with the account: then the patience of the step begins, once. */
function refused(row: Person, plan: Plan, outcome: AttemptOutcome, now: number): Next {
  const next = notTried(row, plan, Math.max(PAUSE_MS, outcome.retryAfterMs ?? 0), now);
  const stayed = next.row.phase === PHASE.ready && next.row.step === row.step && next.row.position === row.position;
  if (outcome.accountFault !== true || row.waitUntil !== 0 || !stayed) return next;
  const { waitUntil, flags } = waiting(row, plan, now);
  return { ...next, row: { ...next.row, waitUntil, flags: flags | FLAG.providerWait } };
}

/** A receipt on the current attempt. Evidence unites; it moves no one, it only makes a decision due. */
export function received(before: Person, plan: Plan, bit: number, now: number): Next {
  if ((before.evidence & bit) !== 0) return stays(before);
  const row = { ...before, evidence: before.evidence + bit };
  if (row.phase === PHASE.resolving) return then("accepted", stays(taken(row, plan, now)));
  if (row.phase !== PHASE.awaiting && row.phase !== PHASE.waiting) return stays(row);
  if (isLost(row, plan)) return stays({ ...row, phase: PHASE.awaiting, dueAt: Math.min(row.dueAt, now) });
  const isHeard = row.phase === PHASE.awaiting && says(row, ...FINAL);
  return stays(isHeard ? { ...row, phase: PHASE.waiting, dueAt: row.waitUntil } : row);
}
