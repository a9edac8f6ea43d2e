import { loadCampaign, type RelanceLike } from "relance";

/** Refuses a campaign that leaves recipients too little time, or that costs too much. */
export async function mayStart(relance: RelanceLike, file: string, budget: number): Promise<string | true> {
  const plan = await relance.campaigns.plan(await loadCampaign(file));
  const { squeezed, tooLate } = plan.people;
  if (squeezed + tooLate > 0) return `${squeezed + tooLate} recipients would not get their full time`;
  if (plan.cost === undefined || plan.cost.total > budget) return `it may cost ${plan.cost?.total}`;
  return true;
}
