import type { Plan } from "@relance/spec";

/** What a plan's messages are for. Plans that were stored before purposes existed are of the only one there was. */
export function purposeOf(plan: Plan): string {
  return plan.purpose ?? "service";
}

/** Whether a suppression for `purpose` ("" = all) concerns people of this plan. */
export function concerns(purpose: string, plan: Plan): boolean {
  return purpose === "" || purpose === purposeOf(plan);
}
