import type { Plan } from "@relance/spec";
import { type Change, noChange } from "./change.ts";
import { usableContact } from "./contacts.ts";
import { type Enrollment, PHASE, STATE } from "./enrollment.ts";
import { sendableFrom } from "./hours/step-hours.ts";
import { beginPatience, end, isTried, nextContact, nextStep, skipTo } from "./next-step.ts";
import { Schedule } from "./schedule.ts";
import { planStep } from "./steps.ts";

/** After this many claims without an outcome, a row is not claimed again, because it may crash every worker. */
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
  if (now + sendBudgetMs > row.deadline) return { contact: undefined, change }; // `expire` then ends the enrollment
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

/** Marks the row as being sent with the attempt number `attempt`. */
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

/** Returns the first position of another vendor than the route's first whose provider reports receipts. */
export function explorationPosition(plan: Plan, k: number): number | undefined {
  if (plan.explore === undefined) return undefined;
  const route = planStep(plan, k)?.route ?? [];
  const place = route.findIndex(({ vendor, receipts }) => receipts && vendor !== route[0]?.vendor);
  return place < 0 ? undefined : place;
}

/** Returns the position to try if this recipient was selected at random; otherwise `undefined`. */
export function drawnPosition(row: Enrollment, plan: Plan, sendOrder: number): number | undefined {
  const isFirstTry = row.position === 0 && row.attemptsInStep === 0 && row.triedPositions === 0;
  const isDrawn = isFirstTry && drawn(sendOrder, row.step) < (plan.explore ?? 0);
  return isDrawn ? explorationPosition(plan, row.step) : undefined;
}

/** Hashes the send order and the step, so that every wave and every step selects the same share of recipients. */
function drawn(sendOrder: number, step: number): number {
  const mixed = Math.imul(sendOrder ^ (sendOrder >>> 15) ^ Math.imul(step, 0x9e37_79b1), 0x85eb_ca6b);
  return ((mixed ^ (mixed >>> 13)) >>> 0) % PARTS;
}

/** Moves the recipient to this position. The first position of the route still counts as unused. */
export function explore(row: Enrollment, position: number, now: number): void {
  row.position = position;
  row.dueAt = now;
}

/**
 * Reroutes the recipient to the given provider. Returns false if the step's route does not contain this provider. The
 * skipped provider counts as tried, so that a reroute allows no extra try, unless the new account refuses.
 */
export function divert(row: Enrollment, plan: Plan, provider: string): boolean {
  const route = planStep(plan, row.step)?.route ?? [];
  if (route[row.position]?.provider === provider) return true;
  const position = route.findIndex((place) => place.provider === provider);
  if (position < 0) return false;
  skipTo(row, position);
  return true;
}

/** Interval in milliseconds between checks of a recipient who waits for the planned provider. */
const AGAIN_MS = 10_000;

/** Returns whether the step has already tried this provider, so that no recipient is rerouted to it. */
export function wasTried(row: Enrollment, plan: Plan, provider: string): boolean {
  const position = planStep(plan, row.step)?.route.findIndex((place) => place.provider === provider) ?? -1;
  return position >= 0 && position !== row.position && isTried(row, position);
}

/** If the reroute's target was already tried, the recipient waits for the planned provider until the step ends. */
export function waitForOwnProvider(schedule: Schedule): Change {
  const { row, now } = schedule;
  const change = noChange();
  beginPatience(schedule);
  if (row.waitUntil <= now && schedule.next(row.step + 1) !== undefined) nextStep(schedule, "incident", change);
  else row.dueAt = now + AGAIN_MS;
  return change;
}
