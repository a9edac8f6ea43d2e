import type { CampaignState } from "@relance/spec";

/** Whom an import may bring: anybody, only who is enrolled already, or nobody. */
export type Takes = "anybody" | "known" | "nobody";

/** A campaign that is over takes nobody. A closed audience grows no more once it is sealed, whoever is still at importing it. */
export function takes(state: CampaignState | undefined, isOpen: boolean): Takes {
  if (state === "closed" || state === "cancelling" || state === "cancelled") return "nobody";
  return isOpen || state === undefined || state === "draft" || state === "enrolling" ? "anybody" : "known";
}
