import type { Plan, PlanEffect } from "@relance/spec";
import { answerEffect } from "./answers.ts";
import { type Change, causeNumber, noChange } from "./change.ts";
import { contactBit, usableContact } from "./contacts.ts";
import { type Enrollment, FLAG, isOpen, PHASE, STATE, STRENGTH } from "./enrollment.ts";
import type { FoldedAcknowledgements, StoredAcknowledgement } from "./fold-acknowledgements.ts";
import { openFrom } from "./hours/step-hours.ts";
import { beginStep, detach, end, endPatience, nextContact, nextStep } from "./next-step.ts";
import { Schedule } from "./schedule.ts";
import { planStep } from "./steps.ts";

export interface AcknowledgeContext {
  readonly now: number;
  readonly answer: string;
  /** True for a revocation, and for an answer that a stored revocation already revokes. */
  readonly revoke: boolean;
  /** Bit of the contact that sent the answer; 0 if the row no longer has it; absent if it is unknown. */
  readonly via?: number | undefined;
}

/** Applies a stored acknowledgement or revocation to the row. `folded` is the combination of all answers so far. */
export function acknowledge(
  row: Enrollment,
  plan: Plan,
  folded: FoldedAcknowledgements,
  context: AcknowledgeContext,
): Change {
  const change = noChange();
  const effect = findEffect(plan, context.answer);
  const closes = !context.revoke && answerEffect(plan, context.answer)?.do === "close";
  row.strength = folded.strength;
  if (folded.closed) {
    if (row.state !== STATE.acknowledged) close(row, folded.late, change);
    else if (((row.flags & FLAG.late) !== 0) !== folded.late) changeLate(row, folded.late, change);
    else if (!context.revoke && !closes) {
      change.events.push({ kind: "enrollment.answered", cause: "none" });
      strikeOut(row, effect, context.via); // if the acknowledgement is revoked, the contact must stay barred
    }
    return change;
  }
  if (row.state === STATE.acknowledged) reverse(row, plan, folded, context.now, change);
  if (context.revoke) return change;
  change.events.push({ kind: "enrollment.answered", cause: "none" });
  if (isOpen(row)) apply(new Schedule(row, plan, context.now), effect, context.via, change);
  else noteForOperators(row, effect, context.via);
  return change;
}

/** Returns the effect of an answer that does not end the steps. A `done` answer with too little proof is a promise. */
function findEffect(plan: Plan, answer: string): PlanEffect | undefined {
  const effect = answerEffect(plan, answer);
  return effect?.do === "close" ? answerEffect(plan, "promise") : effect;
}

/** Marks the acknowledgement as late or timely, after a timely answer arrived or was revoked. */
function changeLate(row: Enrollment, late: boolean, change: Change): void {
  row.flags ^= FLAG.late;
  row.cause = causeNumber(late ? "late" : "none");
  change.events.push({ kind: "enrollment.acknowledged", cause: late ? "late" : "none" });
}

function close(row: Enrollment, late: boolean, change: Change): void {
  change.superseded = row.phase === PHASE.submitting;
  if (late) row.flags |= FLAG.late;
  else row.flags &= ~FLAG.late;
  end(row, "acknowledged", late ? "late" : "none", change);
}

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
    end(row, "expired", "deadline", change);
    return;
  }
  if (wantsHelp) {
    end(row, "exhausted", "help", change);
    return;
  }
  row.state = STATE.active;
  row.cause = causeNumber("reversed");
  const schedule = new Schedule(row, plan, now);
  const k = schedule.next(row.step);
  if (k === undefined) nextStep(schedule, "reversed", change);
  else beginStep(schedule, k);
}

function apply(schedule: Schedule, effect: PlanEffect | undefined, via: number | undefined, change: Change): void {
  switch (effect?.do) {
    case "snooze":
      snooze(schedule, effect.forMs);
      break;
    case "next-contact":
      wrongContact(schedule, via, change);
      break;
    case "call-me":
      end(schedule.row, "exhausted", "help", change);
      break;
    default:
      break;
  }
}

/** Bars another person's contact. If the current step uses this contact, the step continues with the next one. */
function wrongContact({ row, plan, now }: Schedule, via: number | undefined, change: Change): void {
  const channel = planStep(plan, row.step)?.channel;
  if (channel === undefined) return;
  const isUsed = row.attempt !== 0 || row.triedPositions !== 0;
  const inUse = isUsed ? contactBit(channel, row.contact) : 0;
  const wrong = via ?? inUse;
  row.deadContacts |= wrong;
  const isConcerned = isUsed ? (wrong & inUse) !== 0 : wrong !== 0 && usableContact(row, channel) < 0;
  if (isConcerned) nextContact(new Schedule(row, plan, now), "wrong-person", change);
}

function strikeOut(row: Enrollment, effect: PlanEffect | undefined, via = 0): void {
  if (effect?.do === "next-contact") row.deadContacts |= via;
}

/** Records the answer of a recipient whose steps have ended, because an operator may contact the recipient. */
function noteForOperators(row: Enrollment, effect: PlanEffect | undefined, via: number | undefined): void {
  strikeOut(row, effect, via);
  const isUnreached = row.state === STATE.exhausted || row.state === STATE.expired;
  if (isUnreached && effect?.do === "next-contact") row.cause = causeNumber("wrong-person");
  if (effect?.do === "call-me" && (isUnreached || row.state === STATE.suppressed)) row.cause = causeNumber("help");
}

/** Pauses the steps for `forMs`, or for less if the later steps would not fit before the deadline. */
function snooze(schedule: Schedule, forMs: number): void {
  const { row, now, current } = schedule;
  const isUnsent = row.phase === PHASE.ready;
  const latest = isUnsent ? current.unhurriedStart : current.unhurriedEnd;
  const until = Math.max(now, Math.min(now + forMs, latest));
  row.cause = causeNumber("promise");
  if (isUnsent) {
    row.revision += 1;
    putOff(schedule, until);
    return;
  }
  detach(row);
  endPatience(row);
  row.phase = PHASE.waiting;
  row.dueAt = until;
  row.waitUntil = until;
}

/** Delays the step's message until the snooze ends, unless too little time would remain for the waits. */
function putOff({ row, plan, now }: Schedule, until: number): void {
  const leaves = Math.max(row.dueAt, openFrom(row, plan, row.step, until));
  if (leaves > new Schedule({ ...row, waitUntil: 0 }, plan, now).current.latestStart) return;
  row.dueAt = leaves;
  row.waitUntil = 0;
  row.flags &= ~FLAG.providerWait;
}

/** After this many wrong answers to the campaign's question, a right answer counts as a mere click. */
export const FACTOR_TRIES = 5;

export interface Proof {
  /** The strength that the source of the answer reports, as a number of `STRENGTH`. */
  readonly strength: number;
  readonly method: "event" | "link" | "reply" | "operator";
  readonly wrongFactor: boolean;
}

/** Returns the strength to store. The caller locks the row, so that parallel guesses are counted. */
export function provenStrength(proof: Proof, known: readonly StoredAcknowledgement[]): number {
  const { strength, method, wrongFactor } = proof;
  if (method !== "link" || strength !== STRENGTH.authenticated) return strength;
  const wrong = known.filter((one) => one.wrongFactor).length;
  return wrongFactor || wrong >= FACTOR_TRIES ? STRENGTH.gesture : strength;
}
