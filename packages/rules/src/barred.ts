import type { ListedContact } from "@relance/spec";
import type { Enrollment } from "./enrollment.ts";

/** Why a contact is not used for this person any more; what the person said themselves comes first. */
export function barred(
  { optedOut, dead }: Pick<Enrollment, "optedOut" | "dead">,
  bit: number,
): ListedContact["barred"] {
  if (optedOut & bit) return "opted-out";
  return dead & bit ? "dead" : undefined;
}
