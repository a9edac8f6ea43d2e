import { canTake, type Enrollment, openUntil, planStep, Schedule } from "@relance/rules";
import type { Crowd } from "./crowd.ts";
import { Queues, type RateOf } from "./queues.ts";

export interface LatestStarts {
  first: number;
  last: number;
}

/** The latest schedule in which no recipient's wait is shortened. */
export interface Timetable {
  readonly steps: readonly (LatestStarts | undefined)[];
  /** The latest start of the campaign at which no wait is shortened; Infinity if no message depends on the start. */
  readonly startBy: number;
}

/** Computes the latest schedule, from the deadlines backward. Times are negated, so that the queues run backward. */
export function latestStarts(
  crowd: Crowd,
  { rateFor, perSecond }: { readonly rateFor: RateOf; readonly perSecond: number | undefined },
): Timetable {
  const { plan, startAt } = crowd;
  const found: (LatestStarts | undefined)[] = plan.steps.map(() => undefined);
  const queues = new Queues(plan, rateFor);
  let startBy = Number.POSITIVE_INFINITY;
  queues.pace(perSecond ?? null);

  function before(row: Enrollment, step: number): number | undefined {
    for (let k = step - 1; k >= 1; k--) if (canTake(row, plan, k)) return k;
    return undefined;
  }

  function wait(row: Enrollment, person: number, step: number, latest: number): void {
    const unhurried = Math.min(latest, new Schedule(row, plan, startAt).step(step).unhurriedStart);
    queues.wait(step, person, -openUntil(row, plan, step, unhurried));
  }

  for (let person = 0; person < crowd.size; person++) {
    const row = crowd.ready(person, 1, startAt);
    const last = before(row, plan.steps.length + 1);
    if (last !== undefined) wait(row, person, last, Number.POSITIVE_INFINITY);
  }
  for (let next = queues.next(); next !== undefined; next = queues.next()) {
    const { step, at } = next;
    const person = queues.take(step);
    const slot = Math.floor(-at);
    const row = crowd.ready(person, step, startAt);
    const open = openUntil(row, plan, step, slot);
    if (open < slot) {
      queues.wait(step, person, -open); // outside the sending hours, the message moves to an earlier slot
      continue;
    }
    queues.pass(step, at);
    const known = found[step - 1];
    if (known === undefined) found[step - 1] = { first: slot, last: slot };
    else known.first = Math.min(known.first, slot);
    const earlier = before(row, step);
    const opensAt = row.deadline - (planStep(plan, step)?.beforeDeadlineMs ?? Number.POSITIVE_INFINITY);
    if (earlier === undefined) {
      if (opensAt <= startAt) startBy = Math.min(startBy, slot);
      continue;
    }
    wait(row, person, earlier, Math.max(slot, opensAt) - (planStep(plan, earlier)?.waitMs ?? 0));
  }
  return { steps: found, startBy };
}
