import { canTake, type Enrollment, unhurriedStart } from "@relance/rules";
import type { Plan } from "@relance/spec";

/** How much later a campaign could start before the first wait is shortened. */
export interface Slack {
  /** The least that any message has left; Infinity while there is none. Negative = that much too late. */
  readonly leastMs: number;
  /** A message of this step leaves at `at`, or would have. */
  note(row: Enrollment, step: number, at: number): void;
}

/** Steps that wait for a moment before the deadline (`at:`), and those after them, do not move with the start. */
export function createSlack(plan: Plan, startAt: number): Slack {
  let leastMs = Number.POSITIVE_INFINITY;
  const moments = plan.steps.flatMap(({ beforeDeadlineMs }, k) =>
    beforeDeadlineMs === undefined ? [] : [{ step: k + 1, beforeDeadlineMs }],
  );
  return {
    get leastMs() {
      return leastMs;
    },
    note(row, step, at) {
      const waits = moments.some(
        (moment) =>
          moment.step <= step && canTake(row, plan, moment.step) && row.deadline - moment.beforeDeadlineMs > startAt,
      );
      if (!waits) leastMs = Math.min(leastMs, unhurriedStart(row, plan, step, startAt) - at);
    },
  };
}
