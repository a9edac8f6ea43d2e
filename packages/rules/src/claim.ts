import type { Plan } from "@relance/spec";
import { type Change, noChange } from "./change.ts";
import { usableContact } from "./contacts.ts";
import { type Enrollment, PHASE, STATE } from "./enrollment.ts";
import { sendableFrom } from "./hours/step-hours.ts";
import { end, nextContact, nextStep } from "./next-step.ts";
import { Schedule } from "./schedule.ts";
import { stepOf } from "./steps.ts";

/** A person claimed this often without a settle stops the others no longer. */
const POISON_CLAIMS = 3;

export interface ClaimContext {
  readonly now: number;
  readonly sendBudgetMs: number;
  /** When the claiming worker's lease ends. */
  readonly leaseUntil: number;
}

/**
 * Decides, on the locked row, whether its message leaves now. `undefined` = it does not, and the row was moved on
 * (too late, no contact, poisonous) or must be left alone; the change says which.
 *
 * Returns the contact's place when the claim holds; the store then makes the attempt and calls {@link submit}.
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
    end(row, STATE.exhausted, "poison");
    change.events.push({ kind: "enrollment.exhausted", cause: "poison" });
    return { contact: undefined, change };
  }
  if (now + sendBudgetMs > row.deadline) return { contact: undefined, change }; // expire takes it
  const schedule = new Schedule(row, plan, now);
  const leavesAt = sendableFrom(row, plan, row.step, { now, budgetMs: sendBudgetMs });
  const contact = usableContact(row, step.channel);
  if (leavesAt > schedule.current.latestStart) nextStep(schedule, "too-late", change);
  else if (leavesAt > now) row.dueAt = leavesAt;
  else if (contact < 0) nextStep(schedule, "unreachable", change);
  else return { contact, change };
  return { contact: undefined, change };
}

/** A contact turned out to be suppressed at the last look: another contact, else the next lawful channel. */
export function refuseContact(row: Enrollment, plan: Plan, bit: number, now: number): Change {
  const change = noChange();
  row.optedOut |= bit;
  nextContact(new Schedule(row, plan, now), "opted-out", change);
  return change;
}

/** The bytes leave now, under attempt `attempt`. */
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

/** A share is told in so many parts. */
const PARTS = 10_000;

/** Where recipients are tried before it is needed: the place of step `k`'s route with the next vendor that reports receipts. */
export function exploredPlace(plan: Plan, k: number): number | undefined {
  if (plan.explore === undefined) return undefined;
  const route = stepOf(plan, k)?.route ?? [];
  const place = route.findIndex(({ vendor, receipts }) => receipts && vendor !== route[0]?.vendor);
  return place < 0 ? undefined : place;
}

/**
 * That place, if this recipient is drawn for it. In each step a share of the recipients is, for their first try.
 *
 * @param sendOrder drawn by key, 31 bits
 */
export function drawnPlace(row: Enrollment, plan: Plan, sendOrder: number): number | undefined {
  const isFirstTry = row.position === 0 && row.attemptsInStep === 0 && row.triedPositions === 0;
  const isDrawn = isFirstTry && drawn(sendOrder, row.step) < (plan.explore ?? 0);
  return isDrawn ? exploredPlace(plan, row.step) : undefined;
}

/** Waves are drawn by the size of the number: all its bits are mixed, so that each wave and each step holds the same share. */
function drawn(sendOrder: number, step: number): number {
  const mixed = Math.imul(sendOrder ^ (sendOrder >>> 15) ^ Math.imul(step, 0x9e37_79b1), 0x85eb_ca6b);
  return ((mixed ^ (mixed >>> 13)) >>> 0) % PARTS;
}

/** The message would leave now, and does so over another place of the route. The first one was not tried: it is left for later. */
export function explore(row: Enrollment, place: number, now: number): void {
  row.position = place;
  row.dueAt = now;
}

/**
 * A queue leads over another provider than the plan says, because the planned one loses messages: the person is sent
 * from that provider's place in the route, and the one passed over counts as used, so that no recipient comes back to it
 * within this step. Its try is used as well: the provider that is left sends no recipient more than it would beside the other.
 * False = the provider is not on this step's route.
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

/** How soon those look again who wait for their own provider. */
const AGAIN_MS = 10_000;

/** They stand at another place of the route, and were tried over this provider in this step: they are not rerouted back to it. */
export function wasTried(row: Enrollment, plan: Plan, provider: string): boolean {
  const position = stepOf(plan, row.step)?.route.findIndex((place) => place.provider === provider) ?? -1;
  return position >= 0 && position !== row.position && (row.triedPositions & (1 << position)) !== 0;
}

/** Their queue leads over a provider that they were tried over: they wait for their own. */
export function waitForOwn(row: Enrollment, now: number): void {
  row.dueAt = now + AGAIN_MS;
}
