import type { Plan } from "@relance/spec";
import { newLanes } from "@relance/store";
import { campaignState } from "../campaigns/campaigns.ts";
import type { Work } from "../transaction/work.ts";
import { followGates } from "../verbs/control.ts";
import { readLanes, writeLanes } from "./stored-lanes.ts";

/** Lanes for those places of a plan that the campaign has none for yet, steered as its others are. */
export function addLanes(work: Work, campaign: number, plan: Plan): void {
  const known = readLanes(work.sql, campaign);
  const places = plan.steps.flatMap(({ route }, step) => {
    const words = route.map(({ provider }) => work.word(provider));
    return words.map((planned, position) => ({ step, position, planned, behind: words.slice(position + 1) }));
  });
  const state = campaignState(work.sql, campaign) ?? "draft";
  writeLanes(work.sql, campaign, newLanes(state, known, places, work.now));
  if (known.length > 0) followGates(work, campaign); // a held campaign with an open lane is running
}
