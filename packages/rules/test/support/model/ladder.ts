import { CAUSES, type Cause, channels, ENROLLMENT_STATES, type EnrollmentState, type Plan } from "@relance/spec";
import { openFrom } from "../../../src/hours/step-hours.ts";
import { type Enrollment, FLAG, PHASE } from "../../../src/index.ts";
import { timesOf } from "../times.ts";

/** A recipient's row; the model answers a new one and changes none. */
export type Person = Readonly<Enrollment>;

/** What a fact must make of somebody. */
export interface Next {
  readonly row: Person;
  /** Events in their order: kind, cause, and the step where it is not the one on which the recipient stands afterwards. */
  readonly told: readonly string[];
  /** What becomes of the current attempt, by its name. */
  readonly attempt?: string | undefined;
  /** Evidence that is added to it. */
  readonly bits?: number | undefined;
  readonly superseded?: boolean | undefined;
}

export function as(state: EnrollmentState, cause: Cause): Pick<Person, "state" | "cause"> {
  return { state: ENROLLMENT_STATES.indexOf(state), cause: CAUSES.indexOf(cause) };
}

export function stands(row: Person): EnrollmentState {
  return ENROLLMENT_STATES[row.state] as EnrollmentState;
}

export function isGoingOn(row: Person): boolean {
  return stands(row) === "pending" || stands(row) === "active";
}

export function stays(row: Person, ...told: string[]): Next {
  return { row, told };
}

/** Contacts of step `k` that may be used now, from the lowest; `barred` = what the recipient said no to. */
export function contactsFor(row: Person, plan: Plan, k: number): number[] {
  return [0, 1, 2].filter((place) => {
    const bit = contactOf(plan, k, place);
    return (row.knownContacts & bit) !== 0 && (row.optedOut & bit) === 0 && (row.deadContacts & bit) === 0;
  });
}

/** The bit of a contact: three a channel. */
export function contactOf(plan: Plan, k: number, place: number): number {
  const channel = plan.steps[k - 1]?.channel;
  return channel === undefined ? 0 : 2 ** (3 * channels().indexOf(channel) + place);
}

/** The step is meant for them, and there is a way to reach them. */
export function canHave(row: Person, plan: Plan, k: number): boolean {
  return Math.floor(row.steps / 2 ** (k - 1)) % 2 === 1 && contactsFor(row, plan, k).length > 0;
}

export function isInTime(row: Person, plan: Plan, k: number, now: number): boolean {
  return timesOf(row, plan, k, now).start <= timesOf(row, plan, k, now).latestStart;
}

/** The numbers of all steps, from 1. */
export function numbersOf(plan: Plan): number[] {
  return plan.steps.map((_, place) => place + 1);
}

/** The steps from `from` on that they can have, and for which there is time. */
export function stepsFrom(row: Person, plan: Plan, from: number, now: number): number[] {
  return numbersOf(plan).filter((k) => k >= from && canHave(row, plan, k) && isInTime(row, plan, k, now));
}

/** Those between two places that they could have had, were there time: each is told. */
export function missed(row: Person, plan: Plan, from: number, to: number, now: number): number[] {
  return numbersOf(plan).filter((k) => k >= from && k < to && canHave(row, plan, k) && !isInTime(row, plan, k, now));
}

/** The events of a way over steps for which there is no time. */
export function way(first: string, over: readonly number[]): string[] {
  return [...over, undefined].map((step, place) => {
    const event = place === 0 ? first : "enrollment.escalated too-late";
    return step === undefined ? event : `${event} @${step}`;
  });
}

/** Ready to be sent in a place of the ladder; whatever was sent before is let go of. */
export function goes(row: Person, step: number, position: number, dueAt: number): Person {
  const nothing = { attempt: 0, evidence: 0, acceptedAt: 0 };
  return { ...row, ...nothing, step, position, dueAt, phase: PHASE.ready, revision: row.revision + 1 };
}

export function anew(row: Person): Person {
  return { ...row, attemptsInStep: 0, triedPositions: 0, waitUntil: 0, flags: row.flags & ~FLAG.providerWait };
}

/** The patience with an account that refuses is over: the wait of the step has not begun. */
export function unrefused(row: Person): Person {
  const isRefused = (row.flags & FLAG.providerWait) !== 0;
  return isRefused ? { ...row, waitUntil: 0, flags: row.flags - FLAG.providerWait } : row;
}

export function ends(row: Person, state: EnrollmentState, cause: Cause): Person {
  return { ...row, ...as(state, cause), phase: PHASE.idle, dueAt: 0, revision: row.revision + 1 };
}

/** To a later step. After a loss or silence that step begins with another vendor, where it has one. */
export function goesTo(row: Person, plan: Plan, k: number, cause: Cause, now: number): Next {
  const isLost = ["undelivered", "receipt-overdue", "incident"].includes(cause);
  const lost = vendorOf(row, plan);
  const others = (plan.steps[k - 1]?.route ?? []).flatMap(({ vendor }, at) => (vendor === lost ? [] : [at]));
  const position = isLost ? (others[0] ?? 0) : 0;
  const told = way(`enrollment.escalated ${cause}`, missed(row, plan, row.step + 1, k, now));
  const there = anew(goes(row, k, position, timesOf(row, plan, k, now).start));
  return { row: { ...there, cause: CAUSES.indexOf(cause) }, told };
}

/** The next step, or the end of the ladder. */
export function goesOn(row: Person, plan: Plan, cause: Cause, now: number): Next {
  const [next] = stepsFrom(row, plan, row.step + 1, now);
  if (next !== undefined) return goesTo(row, plan, next, cause, now);
  // a STOP concerns the step on which it was said, too
  const from = cause === "opted-out" ? row.step : row.step + 1;
  const isForbidden = numbersOf(plan).some((k) => {
    const isMeant = k >= from && Math.floor(row.steps / 2 ** (k - 1)) % 2 === 1;
    const own = [0, 1, 2].map((place) => contactOf(plan, k, place));
    return (
      isMeant && own.some((bit) => (row.knownContacts & bit & row.optedOut) !== 0 && (row.deadContacts & bit) === 0)
    );
  });
  if (isForbidden) return { row: ends(row, "suppressed", "opted-out"), told: ["enrollment.suppressed opted-out"] };
  return { row: ends(row, "exhausted", cause), told: [`enrollment.exhausted ${cause}`] };
}

/** The same step over another contact, from the start of its route; where there is none, on. */
export function otherContact(row: Person, plan: Plan, cause: Cause, now: number): Next {
  const opens = openFrom(row, plan, row.step, now);
  const isThere = contactsFor(row, plan, row.step).length > 0 && opens <= timesOf(row, plan, row.step, now).latestStart;
  if (!isThere) return goesOn(row, plan, cause, now);
  return { row: anew(goes(row, row.step, 0, opens)), told: [`enrollment.rerouted ${cause}`] };
}

/** When another message of this step may leave, unless its time or its wait is over by then. */
export function againAt(row: Person, plan: Plan, at: number, now: number): number | undefined {
  const opens = openFrom(row, plan, row.step, at);
  const isFollowed = stepsFrom(row, plan, row.step + 1, now).length > 0;
  const isWaitOver = isFollowed && unrefused(row).waitUntil > now && row.waitUntil < opens;
  const latest = isFollowed
    ? timesOf(row, plan, row.step, now).lastChance
    : timesOf(row, plan, row.step, now).latestStart;
  return isWaitOver || opens > latest ? undefined : opens;
}

export function vendorOf(row: Person, plan: Plan): string | undefined {
  return plan.steps[row.step - 1]?.route[row.position]?.vendor;
}

const hasBit = (bits: number, at: number) => Math.floor(bits / 2 ** at) % 2 === 1;

/** Places of the route over which a message left in this step, and those that a reroute passed over. */
function usedIn(row: Person, plan: Plan): { readonly tried: readonly number[]; readonly skipped: readonly number[] } {
  const places = (plan.steps[row.step - 1]?.route ?? []).map((_, at) => at);
  const tried = places.filter((at) => hasBit(row.triedPositions, at));
  const skipped = places.filter((at) => hasBit(row.triedPositions, 16 + at) && !tried.includes(at));
  return { tried, skipped };
}

/** Places of the route that were not used in this step. */
function unused(row: Person, plan: Plan): number[] {
  const { tried, skipped } = usedIn(row, plan);
  const used = [row.position, ...tried, ...skipped];
  return (plan.steps[row.step - 1]?.route ?? []).flatMap((_, at) => (used.includes(at) ? [] : [at]));
}

/** A place passed over has cost its try, too. */
const triesLeft = (row: Person, plan: Plan) => plan.maxTries - row.attemptsInStep - usedIn(row, plan).skipped.length;

/** The first open place that no message left over, unless a message left over its vendor: this account alone refuses. */
export function besideAccount(row: Person, plan: Plan, isOpen: (place: number) => boolean): number | undefined {
  const route = plan.steps[row.step - 1]?.route ?? [];
  const { tried } = usedIn(row, plan);
  const own = vendorOf(row, plan);
  for (let place = 0; place < route.length; place++) {
    if (place === row.position || tried.includes(place)) continue;
    const vendor = route[place]?.vendor;
    const isSpent = vendor !== own && tried.some((at) => route[at]?.vendor === vendor);
    if (!isSpent && isOpen(place)) return place;
  }
  return undefined;
}

/** The next provider: a vendor not used yet, else another one than the last, else any; each has one message. */
export function otherPlace(
  row: Person,
  plan: Plan,
  after: "failure" | "silence",
  isOpen: (place: number) => boolean = () => true,
): number | undefined {
  if (triesLeft(row, plan) <= 0) return undefined;
  const route = plan.steps[row.step - 1]?.route ?? [];
  const free = unused(row, plan);
  const spent = route.flatMap(({ vendor }, at) => (free.includes(at) ? [] : [vendor]));
  const ofNew = free.filter((at) => !spent.includes(route[at]?.vendor ?? ""));
  if (after === "silence") return ofNew.find(isOpen);
  const ofOther = free.filter((at) => route[at]?.vendor !== vendorOf(row, plan));
  return [...ofNew, ...ofOther, ...free][0];
}

/** Whether the same provider may have another message: one try stays for each that had none. */
export function mayHaveAnother(row: Person, plan: Plan): boolean {
  return triesLeft(row, plan) - unused(row, plan).length > 0;
}

/** Where in the same step silence is followed by another message. */
export function tryAgainAt(row: Person, plan: Plan, action: string): number | undefined {
  const isDoubtful = row.phase === PHASE.resolving;
  const mayRepeat = isDoubtful ? plan.guarantee === "at-least-once" : action === "resend";
  if (mayRepeat && mayHaveAnother(row, plan)) return row.position;
  return action === "escalate" ? undefined : otherPlace(row, plan, "silence");
}
