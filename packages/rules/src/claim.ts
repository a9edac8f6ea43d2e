import type { Plan } from "@relance/spec";
import { type Change, noChange } from "./change.ts";
import { usableContact } from "./contacts.ts";
import { type Enrollment, PHASE, STATE } from "./enrollment.ts";
import { sendableFrom } from "./hours/step-hours.ts";
import { end, isTried, nextContact, nextStep, skipTo } from "./next-step.ts";
import { Schedule } from "./schedule.ts";
import { planStep } from "./steps.ts";

/** A row that was claimed this often without an outcome is not claimed again, because it may crash every worker. */
const POISON_CLAIMS = 3;

/** Decides whether the row's message is sent now, and returns the index of the contact for {@link submit}. */
export function checkClaim(
  row: Enrollment,
  plan: Plan,
  { now, sendBudgetMs }: { readonly now: number; readonly sendBudgetMs: number },
): { readonly contact: number | undefined; readonly change: Change } {
  const change = noChange();
  const step = planStep(plan, row.step);
  if (row.phase !== PHASE.ready || row.dueAt > now || step === undefined) return { contact: undefined, change };
  if (row.claims >= POISON_CLAIMS) {
    end(row, "exhausted", "poison", change);
    return { contact: undefined, change };
  }
  if (now + sendBudgetMs > row.deadline) return { contact: undefined, change }; // `expire` ends the enrollment instead
  const schedule = new Schedule(row, plan, now);
  const leavesAt = sendableFrom(row, plan, row.step, { now, budgetMs: sendBudgetMs });
  const contact = usableContact(row, step.channel);
  if (leavesAt > schedule.current.latestStart) nextStep(schedule, "too-late", change);
  else if (leavesAt > now) row.dueAt = leavesAt;
  else if (contact < 0) nextStep(schedule, "unreachable", change);
  else return { contact, change };
  return { contact: undefined, change };
}

/** Moves a recipient whose contact is suppressed to another contact, or to the next step. */
export function refuseContact(row: Enrollment, plan: Plan, bit: number, now: number): Change {
  const change = noChange();
  row.optedOut |= bit;
  nextContact(new Schedule(row, plan, now), "opted-out", change);
  return change;
}

/** Marks the row as being sent. `attempt` is the number of the attempt. */
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

const PARTS = 10_000;

/** Returns the first position of step `k` whose provider reports receipts and is not of the route's first vendor. */
export function explorationPosition(plan: Plan, k: number): number | undefined {
  if (plan.explore === undefined) return undefined;
  const route = planStep(plan, k)?.route ?? [];
  const place = route.findIndex(({ vendor, receipts }) => receipts && vendor !== route[0]?.vendor);
  return place < 0 ? undefined : place;
}

/** Returns the position to explore if this recipient was drawn to explore; otherwise `undefined`. */
export function drawnPosition(row: Enrollment, plan: Plan, sendOrder: number): number | undefined {
  const isFirstTry = row.position === 0 && row.attemptsInStep === 0 && row.triedPositions === 0;
  const isDrawn = isFirstTry && drawn(sendOrder, row.step) < (plan.explore ?? 0);
  return isDrawn ? explorationPosition(plan, row.step) : undefined;
}

/** Hashes the send order and the step, so that in each wave and each step the same share of recipients explores. */
function drawn(sendOrder: number, step: number): number {
  const mixed = Math.imul(sendOrder ^ (sendOrder >>> 15) ^ Math.imul(step, 0x9e37_79b1), 0x85eb_ca6b);
  return ((mixed ^ (mixed >>> 13)) >>> 0) % PARTS;
}

/** Moves the recipient to the position to explore. The route's first position still counts as unused. */
export function explore(row: Enrollment, position: number, now: number): void {
  row.position = position;
  row.dueAt = now;
}

/**
 * Reroutes the recipient to a provider. Returns false if the step's route lacks the provider. The skipped provider
 * counts as tried unless the other account refuses, so that the recipient gets no additional try.
 */
export function divert(row: Enrollment, plan: Plan, provider: string): boolean {
  const route = planStep(plan, row.step)?.route ?? [];
  if (route[row.position]?.provider === provider) return true;
  const position = route.findIndex((place) => place.provider === provider);
  if (position < 0) return false;
  skipTo(row, position);
  return true;
}

/** After this pause, a recipient who waits for the planned provider is checked again, in milliseconds. */
const AGAIN_MS = 10_000;

/** Returns whether the step already tried this provider. A recipient is never rerouted to a tried provider. */
export function wasTried(row: Enrollment, plan: Plan, provider: string): boolean {
  const position = planStep(plan, row.step)?.route.findIndex((place) => place.provider === provider) ?? -1;
  return position >= 0 && position !== row.position && isTried(row, position);
}

/** Keeps a recipient at the planned provider, because the step already tried the provider of the reroute. */
export function waitForOwnProvider(row: Enrollment, now: number): void {
  row.dueAt = now + AGAIN_MS;
}
