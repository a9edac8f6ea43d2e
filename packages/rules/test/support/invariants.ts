import { ATTEMPT_STATES, CAUSES, ENROLLMENT_STATES, type Plan } from "@relance/spec";
import { contactBit, type Enrollment, FLAG, isOpen, PHASE, STATE } from "../../src/index.ts";
import type { Next } from "./model/ladder.ts";
import type { Moment, SentAttempt } from "./random-life.ts";
import { LEGAL, type Place } from "./reference-model.ts";

const PHASES = Object.keys(PHASE);

export function placeOf(row: Enrollment): Place {
  const state = ENROLLMENT_STATES[row.state];
  return (isOpen(row) ? `${state}/${PHASES[row.phase]}` : state) as Place;
}

/** What became of somebody, in the words of the model. */
export function nextOf({ after, change }: Moment): Next {
  const { events, attemptState, attemptBits: bits, superseded } = change;
  const told = events.map(({ kind, cause, step }) => `${kind} ${cause}${step === undefined ? "" : ` @${step}`}`);
  const attempt = attemptState === undefined ? undefined : ATTEMPT_STATES[attemptState];
  return { row: after, told, attempt, bits, superseded };
}

/** Everything that must hold after any fact whatever; a sentence for each breach. */
export function breaches(moment: Moment, plan: Plan): string[] {
  const { before, after, fact, change, now, sent, forbidden } = moment;
  const found: string[] = [];
  const must = (holds: boolean, sentence: string): void => {
    if (!holds) found.push(sentence);
  };
  const [from, to] = [placeOf(before), placeOf(after)];
  must(
    fact === "none" ? from === to : (LEGAL[from][fact]?.includes(to) ?? false),
    `${fact} must not lead from ${from} to ${to}`,
  );
  must(isOpen(after) === (after.phase !== PHASE.idle), "open rows wait for something, closed ones for nothing");
  must(isOpen(after) ? after.dueAt > 0 : after.dueAt === 0, "open rows are due at some time, closed ones never");
  const isTimed = isOpen(after) && after.phase !== PHASE.submitting;
  must(!isTimed || after.dueAt <= Math.max(after.deadline, now), "nobody waits beyond the deadline");
  must(after.revision >= before.revision, "the revision never falls");
  const letGo = before.attempt !== 0 && after.attempt !== before.attempt && sent === undefined;
  must(!letGo || after.revision > before.revision, "letting go of an attempt raises the revision");
  must(isOpen(after) || !isOpen(before) || after.revision > before.revision, "closing raises the revision");
  must(after.step >= before.step, "the ladder only goes up");
  must(after.attemptsInStep <= plan.maxTries, "no more tries in a place than allowed");
  must(after.claims <= 3, "nobody is claimed more than three times without a settle");
  const wasAnswered = before.state === STATE.acknowledged && after.state === STATE.acknowledged;
  must(!wasAnswered || after.revision === before.revision, "a recipient who answered is not moved");
  must(sent === undefined || mayReceive(sent, after, plan, forbidden), "nobody is written to against a rule");
  const moved = before.state !== after.state || before.step !== after.step || before.position !== after.position;
  // who leads recipients through another provider has told so
  must(!moved || fact === "divert" || change.events.length > 0, "every move has its event");
  found.push(...vendorBreaches(moment, plan), ...skipBreaches(moment, plan));
  return found;
}

function mayReceive(sent: SentAttempt, row: Enrollment, plan: Plan, forbidden: number): boolean {
  const channel = plan.steps[sent.step - 1]?.channel;
  if (channel === undefined || (row.steps & (1 << (sent.step - 1))) === 0) return false;
  const bit = contactBit(channel, sent.contact);
  return (row.knownContacts & bit) !== 0 && ((forbidden | row.optedOut | row.deadContacts) & bit) === 0;
}

/** After silence only another vendor, or another channel; under at-most-once never the same provider after doubt. */
function vendorBreaches({ before, after, fact, change }: Moment, plan: Plan): string[] {
  if (fact !== "due" || after.phase !== PHASE.ready || before.phase === PHASE.ready) return [];
  const causes = change.events.map(({ cause }) => cause);
  if (!causes.includes("receipt-overdue") && !causes.includes("uncertain")) return [];
  const old = plan.steps[before.step - 1];
  const next = plan.steps[after.step - 1];
  const oldVendor = old?.route[before.position]?.vendor;
  const isOther = next?.route[after.position]?.vendor !== oldVendor || next?.channel !== old?.channel;
  const wasDoubtful = before.phase === PHASE.resolving;
  const mayRepeat = wasDoubtful ? plan.guarantee === "at-least-once" : old?.onMissingReceipt === "resend";
  return isOther || mayRepeat ? [] : [`${CAUSES[after.cause]}: the same silent vendor again`];
}

/** `ifLate: skip`: a wait that begins lasts as long as its step says, or is shorter and marked. */
function skipBreaches({ before, after, now }: Moment, plan: Plan): string[] {
  const own = plan.steps[after.step - 1]?.waitMs;
  const begins = isOpen(after) && after.acceptedAt === now && before.waitUntil === 0 && after.waitUntil !== 0;
  if (plan.ifLate !== "skip" || !begins || own === undefined || after.waitUntil === now + own) return [];
  const isMarked = (after.flags & FLAG.compressed) !== 0;
  return isMarked && after.waitUntil < now + own ? [] : ["a wait is longer than its step says, or silently shorter"];
}
