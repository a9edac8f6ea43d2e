/** The states of an enrollment. A state's position is its number in stores. */
export const ENROLLMENT_STATES = [
  "pending",
  "active",
  "acknowledged",
  "exhausted",
  "expired",
  "suppressed",
  "cancelled",
] as const;
export type EnrollmentState = (typeof ENROLLMENT_STATES)[number];

/** States of recipients who did not confirm and must be reached in another way; `cancelled` is not among them. */
export const UNREACHED_STATES: readonly EnrollmentState[] = ["exhausted", "expired", "suppressed"];

/** The states of an attempt to send one message. Later evidence can change each of them. */
export const ATTEMPT_STATES = [
  "submitting",
  "accepted",
  "rejected",
  "deferred",
  "uncertain",
  "not-sent",
  "unresolved",
] as const;
export type AttemptState = (typeof ATTEMPT_STATES)[number];

/** What receipts have reported about an attempt. */
export const EVIDENCE = [
  "none",
  "in-transit",
  "unknown",
  "undelivered-temporary",
  "undelivered-permanent",
  "delivered",
  "engaged",
] as const;
export type Evidence = (typeof EVIDENCE)[number];

/** Why something happened to an enrollment. A cause's position is its number in stores. */
export const CAUSES = [
  "none",
  "ack-timeout",
  "undelivered",
  "receipt-overdue",
  "unreachable",
  "incident",
  "manual",
  "uncertain",
  "refused",
  "opted-out",
  "wrong-person",
  "help",
  "poison",
  "deadline",
  "withdrawn",
  "too-late",
  "promise",
  "late",
  "reversed",
  "unreconciled",
  "budget",
] as const;
export type Cause = (typeof CAUSES)[number];

/** The states of a campaign. `held`: it runs, but all of its queues have a hold. */
export type CampaignState = "draft" | "enrolling" | "running" | "held" | "closed" | "cancelling" | "cancelled";
