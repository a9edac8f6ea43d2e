import type { Plan, PlanEffect } from "@relance/spec";
import { answerEffect } from "./answer-effect.ts";
import { type Change, causeNumber, noChange } from "./change.ts";
import { contactBit, usableContact } from "./contacts.ts";
import { type Enrollment, FLAG, isOpen, PHASE, STATE, STRENGTH } from "./enrollment.ts";
import type { FoldedAcknowledgements, StoredAcknowledgement } from "./fold-acknowledgements.ts";
import { openFrom } from "./hours/step-hours.ts";
import { beginStep, detach, end, nextContact, nextStep } from "./next-step.ts";
import { Schedule } from "./schedule.ts";
import { stepOf } from "./steps.ts";

export interface AcknowledgeContext {
  readonly now: number;
  /** Received after the deadline in force; never judged by the state found. */
  readonly late: boolean;
  readonly answer: string;
  readonly revoke: boolean;
  /** Bit of the contact that it came by; 0 = none that the person has now; absent = not known. */
  readonly via?: number | undefined;
}

/**
 * An acknowledgement or revocation was stored; `folded` is what all of this person's together say. Wins over
 * everything else, once, in every state.
 */
export function acknowledge(
  row: Enrollment,
  plan: Plan,
  folded: FoldedAcknowledgements,
  context: AcknowledgeContext,
): Change {
  const change = noChange();
  row.strength = folded.strength;
  if (folded.closed) {
    if (row.state !== STATE.acknowledged) close(row, context.late, change);
    else if (row.flags & FLAG.late && !context.late && closes(plan, context)) inTimeAfterAll(row, change);
    else if (!context.revoke && !closes(plan, context)) {
      change.events.push({ kind: "enrollment.answered", cause: "none" });
      strikeOut(row, effectOf(plan, context.answer), context.via); // the acknowledgement may be taken back
    }
    return change;
  }
  if (row.state === STATE.acknowledged) reverse(row, plan, folded, context.now, change);
  if (context.revoke) return change;
  change.events.push({ kind: "enrollment.answered", cause: "none" });
  const effect = effectOf(plan, context.answer);
  if (isOpen(row)) apply(row, plan, effect, context, change);
  else noteForPeople(row, effect, context.via);
  return change;
}

/** A `done` that is too weak to close acts as a promise. */
function effectOf(plan: Plan, answer: string): PlanEffect | undefined {
  const effect = answerEffect(plan, answer);
  return effect?.do === "close" ? answerEffect(plan, "promise") : effect;
}

function closes(plan: Plan, context: AcknowledgeContext): boolean {
  return !context.revoke && answerEffect(plan, context.answer)?.do === "close";
}

/** An acknowledgement from before the deadline arrived after one from behind it: order of arrival means nothing. */
function inTimeAfterAll(row: Enrollment, change: Change): void {
  row.flags &= ~FLAG.late;
  row.cause = causeNumber("none");
  change.events.push({ kind: "enrollment.acknowledged", cause: "none" });
}

function close(row: Enrollment, late: boolean, change: Change): void {
  change.superseded = row.phase === PHASE.submitting;
  if (late) row.flags |= FLAG.late;
  else row.flags &= ~FLAG.late;
  end(row, STATE.acknowledged, late ? "late" : "none");
  change.events.push({ kind: "enrollment.acknowledged", cause: late ? "late" : "none" });
}

/** Nothing is sent to a recipient who had asked for help: with the event and its revocation in another order they are on the list too. */
function reverse(
  row: Enrollment,
  plan: Plan,
  { wantsHelp }: FoldedAcknowledgements,
  now: number,
  change: Change,
): void {
  row.flags &= ~FLAG.late;
  change.events.push({ kind: "enrollment.reversed", cause: "reversed" });
  if (now >= row.deadline) {
    end(row, STATE.expired, "deadline");
    change.events.push({ kind: "enrollment.expired", cause: "deadline" });
    return;
  }
  if (wantsHelp) {
    handOver(row, change);
    return;
  }
  row.state = STATE.active;
  row.cause = causeNumber("reversed");
  const schedule = new Schedule(row, plan, now);
  const k = schedule.next(row.step);
  if (k === undefined) nextStep(schedule, "reversed", change);
  else beginStep(schedule, k);
}

function apply(
  row: Enrollment,
  plan: Plan,
  effect: PlanEffect | undefined,
  { now, via }: AcknowledgeContext,
  change: Change,
): void {
  switch (effect?.do) {
    case "snooze":
      snooze(row, plan, effect.forMs, now);
      break;
    case "next-contact":
      wrongContact(row, plan, via, now, change);
      break;
    case "handover":
      handOver(row, change);
      break;
    default:
      break;
  }
}

function handOver(row: Enrollment, change: Change): void {
  end(row, STATE.exhausted, "help");
  change.events.push({ kind: "enrollment.exhausted", cause: "help" });
}

/**
 * The contact that it came by belongs to another person; where that is not known, the one in use. The next is due at once if
 * it was the one in use, or the last that this step could use; else the ladder goes on where it is.
 */
function wrongContact(row: Enrollment, plan: Plan, via: number | undefined, now: number, change: Change): void {
  const channel = stepOf(plan, row.step)?.channel;
  if (channel === undefined) return;
  const isUsed = row.attempt !== 0 || row.triedPositions !== 0;
  const inUse = isUsed ? contactBit(channel, row.contact) : 0;
  const wrong = via ?? inUse;
  row.deadContacts |= wrong;
  const isConcerned = isUsed ? (wrong & inUse) !== 0 : wrong !== 0 && usableContact(row, channel) < 0;
  if (isConcerned) nextContact(new Schedule(row, plan, now), "wrong-person", change);
}

/** The contact belongs to another person: nothing is sent to it, wherever the ladder stands. */
function strikeOut(row: Enrollment, effect: PlanEffect | undefined, via = 0): void {
  if (effect?.do === "next-contact") row.deadContacts |= via;
}

/** The ladder is over, so nothing moves; but an operator who phones or writes now must read what the person said last. */
function noteForPeople(row: Enrollment, effect: PlanEffect | undefined, via: number | undefined): void {
  strikeOut(row, effect, via);
  if (row.state !== STATE.exhausted && row.state !== STATE.expired) return;
  if (effect?.do === "next-contact") row.cause = causeNumber("wrong-person");
  if (effect?.do === "handover") row.cause = causeNumber("help");
}

/**
 * Held for a while; sooner when the rest of the ladder would no longer fit. What is on the wire settles as evidence:
 * a failure that is reported now must not end the snooze.
 */
function snooze(row: Enrollment, plan: Plan, forMs: number, now: number): void {
  const isUnsent = row.phase === PHASE.ready;
  const { unhurriedStart, unhurriedEnd } = new Schedule(row, plan, now).current;
  const latest = isUnsent ? unhurriedStart : unhurriedEnd;
  const until = Math.max(now, Math.min(now + forMs, latest));
  row.cause = causeNumber("promise");
  if (isUnsent) {
    row.epoch += 1;
    putOff(row, plan, until, now);
    return;
  }
  detach(row);
  row.phase = PHASE.waiting;
  row.dueAt = until;
  row.waitUntil = until;
}

/**
 * The message of the step leaves after the snooze, never before its time, and the step's wait begins with it. Where the
 * ladder has no time for both, it leaves when it was to leave.
 */
function putOff(row: Enrollment, plan: Plan, until: number, now: number): void {
  const leaves = Math.max(row.dueAt, openFrom(row, plan, row.step, until));
  if (leaves > new Schedule({ ...row, waitUntil: 0 }, plan, now).current.latestStart) return;
  row.dueAt = leaves;
  row.waitUntil = 0;
}

/** Wrong answers to the campaign's question that one person may give; an answer after them counts as a press alone. */
export const FACTOR_TRIES = 5;

/** What decides about the strength of one answer before it is stored. */
export interface Proof {
  /** As the source says it, `STRENGTH`. */
  readonly strength: number;
  readonly method: "event" | "link" | "reply" | "operator";
  readonly wrongFactor: boolean;
}

/**
 * The strength to store. Judged once, under the lock, from what was stored before: many guesses at the same moment are
 * counted one after the other, and a right one that comes too late proves nothing. What was proven stays proven.
 */
export function provenStrength(proof: Proof, known: readonly StoredAcknowledgement[]): number {
  const { strength, method, wrongFactor } = proof;
  if (method !== "link" || strength !== STRENGTH.authenticated) return strength;
  const wrong = known.filter((one) => one.wrongFactor).length;
  return wrongFactor || wrong >= FACTOR_TRIES ? STRENGTH.gesture : strength;
}
