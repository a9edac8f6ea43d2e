import type { Plan } from "@relance/spec";
import type { Enrollment } from "./enrollment.ts";
import { stepOf } from "./steps.ts";

/**
 * A lane leads over another provider than the plan says, because the planned one loses messages: the person is sent
 * from that provider's place in the route, and the one passed over counts as used, so that nobody comes back to it
 * within this step. False = the provider is not on this step's route.
 */
export function divert(row: Enrollment, plan: Plan, provider: string): boolean {
  const route = stepOf(plan, row.step)?.route ?? [];
  if (route[row.position]?.provider === provider) return true;
  const position = route.findIndex((place) => place.provider === provider);
  if (position < 0) return false;
  row.tried |= 1 << row.position;
  row.position = position;
  return true;
}
