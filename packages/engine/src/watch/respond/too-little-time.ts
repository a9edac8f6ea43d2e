import { afterOpen, openUntil, stepOf } from "@relance/rules";
import type { AttemptState, Plan, QueueRow, RecipientRow } from "@relance/spec";
import type { EngineContext } from "../../base/context.ts";

/** The campaign's zone stands for all zones. */
const ANYBODY = { zone: 0 };
/** Recipients asked about; who is sent to when is drawn, so any of them stand for all. */
const SAMPLE = 200;

/** Those who wait for a provider that is paused. */
export interface Waiting {
  readonly campaign: number;
  readonly plan: Plan;
  /** Recipients of the campaign who were not sent to yet. */
  readonly waiting: number;
  readonly provider: string;
  /** When it can be trusted again at the earliest, by the store's clock. */
  readonly until: number;
  /** Messages a second that it takes then; absent = as configured. */
  readonly perSecond?: number | undefined;
}

/**
 * True when waiting for the provider would cost recipients time that the campaign plans for them: once it is trusted
 * again they still have to be sent to, and then the waits of their step and of those after it must end before the
 * deadline.
 */
export async function hasTooLittleTime(context: EngineContext, facts: Waiting): Promise<boolean> {
  const { campaign, plan, waiting, provider } = facts;
  const perSecond = Math.min(rateOver(context, plan, provider), facts.perSecond ?? Number.POSITIVE_INFINITY);
  const found: RecipientRow[] = [];
  for (const state of ["pending", "active"] as const) {
    const { rows } = await context.store.list({ campaign, state, limit: SAMPLE });
    found.push(...rows.filter((row) => isWaiting(row, facts)));
  }
  const neededMs = (Math.max(waiting, found.length) / perSecond) * 1_000; // who was refused once is pending no more
  return found.some((row) => sentBy(row, facts, neededMs) > unhurried(row, plan));
}

/** True when the recipients of a queue could not all be sent to from `now` on and keep the waits that the campaign plans. */
export function lacksTime(context: EngineContext, plan: Plan, queue: QueueRow, now: number): boolean {
  const { step, planned, waiting } = queue;
  if (waiting === undefined) return false;
  const neededMs = (waiting.recipients / rateOver(context, plan, planned)) * 1_000;
  return sentBy({ step }, { plan, until: now }, neededMs) > unhurried({ step, deadline: waiting.deadline }, plan);
}

/** Messages a second over the provider in this campaign, as configured. */
export function rateOver({ providers }: EngineContext, { pace }: Plan, provider: string): number {
  return Math.min(
    pace?.perSecond ?? Number.POSITIVE_INFINITY,
    providers.get(provider)?.perSecond ?? Number.POSITIVE_INFINITY,
  );
}

/** Their step is sent over the provider, and nothing has left to them over it. */
function isWaiting({ state, step, lastAttempt }: RecipientRow, { plan, provider }: Waiting): boolean {
  const isOnRoute = stepOf(plan, step)?.route.some((place) => place.provider === provider) === true;
  return isOnRoute && (state === "pending" || lastAttempt?.provider !== provider || hasNotLeft(lastAttempt.state));
}

function hasNotLeft(state: AttemptState): boolean {
  return state === "deferred" || state === "not-sent";
}

/** When all who wait were sent to, in the hours of the step. */
function sentBy(
  { step }: Pick<RecipientRow, "step">,
  { plan, until }: Pick<Waiting, "plan" | "until">,
  neededMs: number,
): number {
  return afterOpen(ANYBODY, plan, step, { at: until, ms: neededMs });
}

/** A message that leaves later than this shortens a recipient's waits. */
function unhurried({ step, deadline }: Pick<RecipientRow, "step" | "deadline">, plan: Plan): number {
  if (deadline === undefined) return Number.POSITIVE_INFINITY;
  return plan.steps.reduceRight(
    (end, { waitMs = 0 }, k) => (k + 1 < step ? end : openUntil(ANYBODY, plan, k + 1, end - waitMs)),
    deadline.getTime() - plan.handoverMs,
  );
}
