/** The lifecycle of an enrollment, in the order of the numbers in stores. */
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

/** States of recipients who did not confirm and must be reached another way; `cancelled` recipients are not among them. */
export const UNREACHED_STATES: readonly EnrollmentState[] = ["exhausted", "expired", "suppressed"];

/** The states of sending one message. Evidence that arrives later can change any of these states. */
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

/** What was reported about an attempt. */
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

/** Why something happened to an enrollment; the position is the number in stores. */
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

/** The states of a campaign. `held`: it runs, but every queue has a hold. */
export type CampaignState = "draft" | "enrolling" | "running" | "held" | "closed" | "cancelling" | "cancelled";
