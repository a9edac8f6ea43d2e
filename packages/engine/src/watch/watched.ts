import type { Plan } from "@relance/spec";
import type { Inquiries } from "./judge/inquiries.ts";

/** A campaign, as a response needs it. */
export interface Watched {
  readonly campaign: number;
  readonly plan: Plan;
  /** Recipients who were not sent to yet. */
  readonly waiting: number;
  readonly now: number;
  readonly inquiries: Inquiries;
}
