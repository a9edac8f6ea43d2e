import type { GateChange } from "@relance/spec";
import { lockCampaign, setCampaignState } from "../campaigns.ts";
import { numberAt } from "../sql.ts";
import { steer } from "../steering.ts";
import type { Work } from "../work.ts";

/** Steers lanes: one row per lane, never people (engine rule 11). Answers how many lanes changed. */
export async function control(work: Work, changes: readonly GateChange[]): Promise<number> {
  let lanes = 0;
  for (const change of changes) lanes += await controlOne(work, change);
  return lanes;
}

/** The campaign's row comes first: two commands at once change the same lanes one after the other. */
async function controlOne(work: Work, change: GateChange): Promise<number> {
  const { campaign, gate, via } = change;
  const state = await lockCampaign(work, campaign);
  if (state === undefined) return 0;
  const lanes = await steer(work, change);
  if (lanes === 0) return 0;
  if (gate !== undefined) await follow(work, campaign, state);
  if (gate === undefined || via !== undefined) work.log.addCampaign(campaign, "campaign.steered");
  return lanes;
}

/** A campaign is held while all its gates are. */
async function follow(work: Work, campaign: number, state: string): Promise<void> {
  const open = await work.sql.row(
    "select count(*)::int from lanes where campaign = $1 and gate = 1",
    campaign,
  );
  const isAnyOpen = open !== undefined && numberAt(open, 0) > 0;
  if (state === "running" && !isAnyOpen) await setCampaignState(work, campaign, "held", "campaign.held");
  if (state === "held" && isAnyOpen) await setCampaignState(work, campaign, "running", "campaign.resumed");
  if (state === "sealed" && isAnyOpen) await setCampaignState(work, campaign, "running", "campaign.started");
}
