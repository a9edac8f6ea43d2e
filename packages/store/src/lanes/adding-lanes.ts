import type { CampaignState, Plan } from "@relance/spec";
import type { Work } from "../transaction/work.ts";
import { followGates } from "../verbs/control.ts";
import { newLanes } from "./new-lanes.ts";
import { readLanes, writeLanes } from "./stored-lanes.ts";

/** Lanes for those places of a plan that the campaign has none for yet, steered as its others are. Its row is locked. */
export async function addLanes(
  work: Work,
  campaign: number,
  state: CampaignState,
  plan: Plan,
): Promise<void> {
  await work.words.need(plan.steps.flatMap(({ route }) => route.map(({ provider }) => provider)));
  const known = await readLanes(work.sql, campaign);
  const places = plan.steps.flatMap(({ route }, step) => {
    const words = route.map(({ provider }) => work.word(provider));
    return words.map((planned, position) => ({ step, position, planned, behind: words.slice(position + 1) }));
  });
  await writeLanes(work.sql, campaign, newLanes(state, known, places, work.now));
  if (known.length > 0) await followGates(work, campaign, state); // a held campaign with an open lane is running
}
