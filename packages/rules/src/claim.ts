import type { Plan } from "@relance/spec";
import { type Change, noChange } from "./change.ts";
import { usableContact } from "./contacts.ts";
import { type Enrollment, PHASE, STATE } from "./enrollment.ts";
import { sendableFrom } from "./hours/step-hours.ts";
import { end, nextContact, nextStep } from "./next-step.ts";
import { Schedule } from "./schedule.ts";
import { stepOf } from "./steps.ts";

/** A row that was claimed this often without an outcome counts as poisonous, so that it does not stop other rows. */
const POISON_CLAIMS = 3;

export interface ClaimContext {
  readonly now: number;
  readonly sendBudgetMs: number;
  /** When the lease of the claiming worker ends. */
  readonly leaseUntil: number;
}

/**
 * Decides on the locked row whether its message is sent now. Returns the index of the contact to use, with which the
 * store creates the attempt and calls {@link submit}. Returns `undefined` if the row was moved or waits.
 */
export function checkClaim(
  row: Enrollment,
  plan: Plan,
  context: ClaimContext,
): { readonly contact: number | undefined; readonly change: Change } {
  const { now, sendBudgetMs } = context;
  const change = noChange();
  const step = stepOf(plan, row.step);
  if (row.phase !== PHASE.ready || row.dueAt > now || step === undefined) return { contact: undefined, change };
  if (row.claims >= POISON_CLAIMS) {
    end(row, "exhausted", "poison", change);
    return { contact: undefined, change };
  }
  if (now + sendBudgetMs > row.deadline) return { contact: undefined, change }; // expire ends it
  const schedule = new Schedule(row, plan, now);
  const leavesAt = sendableFrom(row, plan, row.step, { now, budgetMs: sendBudgetMs });
  const contact = usableContact(row, step.channel);
  if (leavesAt > schedule.current.latestStart) nextStep(schedule, "too-late", change);
  else if (leavesAt > now) row.dueAt = leavesAt;
  else if (contact < 0) nextStep(schedule, "unreachable", change);
  else return { contact, change };
  return { contact: undefined, change };
}

/** Moves a recipient whose contact turns out to be suppressed to another contact, or to the next step. */
export function refuseContact(row: Enrollment, plan: Plan, bit: number, now: number): Change {
  const change = noChange();
  row.optedOut |= bit;
  nextContact(new Schedule(row, plan, now), "opted-out", change);
  return change;
}

/** Records in the row that the message is sent now, as attempt number `attempt`. */
export function submit(row: Enrollment, attempt: number, contact: number, leaseUntil: number): Change {
  row.state = STATE.active;
  row.phase = PHASE.submitting;
  row.dueAt = leaseUntil;
  row.attempt = attempt;
  row.contact = contact;
  row.evidence = 0;
  row.acceptedAt = 0;
  row.claims += 1;
  row.triedPositions |= 1 << row.position;
  return { events: [{ kind: "attempt.submitted", cause: "none" }] };
}

/** Shares are counted in ten-thousandths. */
const PARTS = 10_000;

/** Returns the position to explore in the route of step `k`: the first of another vendor that reports receipts. */
export function explorationPosition(plan: Plan, k: number): number | undefined {
  if (plan.explore === undefined) return undefined;
  const route = stepOf(plan, k)?.route ?? [];
  const place = route.findIndex(({ vendor, receipts }) => receipts && vendor !== route[0]?.vendor);
  return place < 0 ? undefined : place;
}

/**
 * Returns the position to explore if this recipient's first try in the step is assigned to it, else `undefined`.
 *
 * @param sendOrder - random by key, 31 bits
 */
export function drawnPosition(row: Enrollment, plan: Plan, sendOrder: number): number | undefined {
  const isFirstTry = row.position === 0 && row.attemptsInStep === 0 && row.triedPositions === 0;
  const isDrawn = isFirstTry && drawn(sendOrder, row.step) < (plan.explore ?? 0);
  return isDrawn ? explorationPosition(plan, row.step) : undefined;
}

/** Returns a random number from the send order. All bits are mixed, so that each wave and step gets the same share. */
function drawn(sendOrder: number, step: number): number {
  const mixed = Math.imul(sendOrder ^ (sendOrder >>> 15) ^ Math.imul(step, 0x9e37_79b1), 0x85eb_ca6b);
  return ((mixed ^ (mixed >>> 13)) >>> 0) % PARTS;
}

/** Sends the message through another position of the route. The first position can still be tried later. */
export function explore(row: Enrollment, position: number, now: number): void {
  row.position = position;
  row.dueAt = now;
}

/**
 * Moves the recipient to the position of the provider to which their queue is rerouted. The skipped provider counts as
 * tried, so that no recipient returns to it within this step, and so that the target sends no more messages than if it
 * were planned. Returns false if the provider is not in this step's route.
 */
export function divert(row: Enrollment, plan: Plan, provider: string): boolean {
  const route = stepOf(plan, row.step)?.route ?? [];
  if (route[row.position]?.provider === provider) return true;
  const position = route.findIndex((place) => place.provider === provider);
  if (position < 0) return false;
  const wasUntried = (row.triedPositions & (1 << row.position)) === 0;
  if (wasUntried && row.attemptsInStep + 1 < plan.maxTries) row.attemptsInStep += 1;
  row.triedPositions |= 1 << row.position;
  row.position = position;
  return true;
}

/** How soon a recipient who waits for their own provider is checked again, in milliseconds. */
const AGAIN_MS = 10_000;

/** Returns whether this step used the provider from another position: a recipient is not rerouted back. */
export function wasTried(row: Enrollment, plan: Plan, provider: string): boolean {
  const position = stepOf(plan, row.step)?.route.findIndex((place) => place.provider === provider) ?? -1;
  return position >= 0 && position !== row.position && (row.triedPositions & (1 << position)) !== 0;
}

/** Lets a recipient wait for their own provider, because their queue is rerouted to a provider that they have used. */
export function waitForOwnProvider(row: Enrollment, now: number): void {
  row.dueAt = now + AGAIN_MS;
}
