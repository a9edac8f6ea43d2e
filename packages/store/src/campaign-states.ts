import type { CampaignState } from "@relance/spec";

/** The numbers that a store keeps for the states of a campaign. */
export const CAMPAIGN_STATES: readonly CampaignState[] = [
  "draft",
  "enrolling",
  "sealed",
  "running",
  "held",
  "draining",
  "closed",
  "cancelling",
  "cancelled",
];

/** Whose name stands on gates that nobody has opened yet. */
export const SYSTEM_ACTOR = "relance";
