import type { Plan, RecipientRow } from "@relance/spec";
import type { Enrollment } from "../enrollment.ts";
import { planStep } from "../steps.ts";
import { afterOpenTime, closing, lastOpening, nextOpening } from "./openings.ts";
import { zoneNumber } from "./zones.ts";

/** Minimum time in milliseconds between a planned send and the end of the hours or the step. */
export const LEAST_LEFT_MS = 60_000;

type Placed = Pick<Enrollment, "zone">;

export function openFrom(row: Placed, plan: Plan, k: number, at: number): number {
  const hours = planStep(plan, k)?.hours;
  return hours === undefined ? at : nextOpening(hours, zoneFor(row, plan), at);
}

/** Returns the last instant up to `at` at which step `k` may send; -Infinity if none exists. */
export function openUntil(row: Placed, plan: Plan, k: number, at: number): number {
  const hours = planStep(plan, k)?.hours;
  return hours === undefined ? at : lastOpening(hours, zoneFor(row, plan), at, LEAST_LEFT_MS);
}

/** Returns the instant at which the hours of step `k` have been open for `ms` since `at`. */
function afterOpen(
  row: Placed,
  plan: Plan,
  k: number,
  { at, ms }: { readonly at: number; readonly ms: number },
): number {
  const hours = planStep(plan, k)?.hours;
  return hours === undefined ? at + ms : afterOpenTime(hours, zoneFor(row, plan), at, ms);
}

export function sendableFrom(
  row: Placed,
  plan: Plan,
  k: number,
  { now, budgetMs }: { readonly now: number; readonly budgetMs: number },
): number {
  const hours = planStep(plan, k)?.hours;
  if (hours === undefined) return now;
  const zone = zoneFor(row, plan);
  const closes = closing(hours, zone, now);
  return closes - now >= budgetMs ? now : nextOpening(hours, zone, closes);
}

/** Returns when the accepted message's receipt is overdue. Hours without delivery by the carrier do not count. */
export function receiptDeadline(row: Enrollment, plan: Plan): number {
  const step = planStep(plan, row.step);
  if (step === undefined) return row.acceptedAt;
  const { carries } = step.route[row.position] ?? {};
  if (carries === undefined) return row.acceptedAt + step.unknownAfterMs;
  return afterOpenTime(carries, zoneFor(row, plan), row.acceptedAt, step.unknownAfterMs);
}

function zoneFor(row: Placed, plan: Plan): number {
  return row.zone === 0 ? zoneNumber(plan.zone ?? "UTC") : row.zone;
}

export interface Rest {
  readonly from: number;
  readonly to: number;
}

/** Returns the daily hours in which the provider's carrier delivers nothing, in the campaign's time zone. */
export function carrierRest(plan: Plan, provider: string, { from, to }: Rest): readonly Rest[] {
  const carries = plan.steps.flatMap(({ route }) => route).find((place) => place.provider === provider)?.carries;
  if (carries === undefined) return [];
  const zone = zoneNumber(plan.zone ?? "UTC");
  const rests: Rest[] = [];
  for (let at = from; at < to; ) {
    const opens = nextOpening(carries, zone, at);
    if (opens > at) rests.push({ from: at, to: Math.min(opens, to) });
    at = opens < to ? closing(carries, zone, opens) : to;
  }
  return rests;
}

/** A row without a zone, for which the campaign's zone is used. */
const ANY_ZONE = { zone: 0 };

export interface WaitingRecipients {
  readonly from: number;
  readonly recipients: number;
  readonly perSecond: number;
}

/** Returns whether the last of these recipients would lack time for later steps if sending resumes at `from`. */
export function lacksTime(
  plan: Plan,
  { step, deadline }: Pick<RecipientRow, "step" | "deadline">,
  { from, recipients, perSecond }: WaitingRecipients,
): boolean {
  if (deadline === undefined) return false;
  const sentBy = afterOpen(ANY_ZONE, plan, step, { at: from, ms: (recipients / perSecond) * 1_000 });
  const latest = plan.steps.reduceRight(
    (end, { waitMs = 0 }, k) => (k + 1 < step ? end : openUntil(ANY_ZONE, plan, k + 1, end - waitMs)),
    deadline.getTime() - plan.callBufferMs,
  );
  return sentBy > latest;
}
