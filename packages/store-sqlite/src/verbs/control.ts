import type { GateChange } from "@relance/spec";
import { campaignState, setCampaignState } from "../campaigns.ts";
import { steer } from "../lanes.ts";
import { numberAt } from "../sql.ts";
import type { Work } from "../work.ts";

/** Steers lanes: one row per lane, never people (engine rule 11). Answers how many lanes changed. */
export function control(work: Work, changes: readonly GateChange[]): number {
  return changes.reduce((lanes, change) => lanes + controlOne(work, change), 0);
}

function controlOne(work: Work, change: GateChange): number {
  const lanes = steer(work, change);
  if (lanes === 0) return 0;
  if (change.gate !== undefined) follow(work, change.campaign);
  if (change.gate === undefined || change.via !== undefined)
    work.log.addCampaign(change.campaign, "campaign.steered");
  return lanes;
}

/** A campaign is held while all its gates are. */
function follow(work: Work, campaign: number): void {
  const open = work.sql.row("select count(*) from lanes where campaign = ? and gate = 1", campaign);
  const isAnyOpen = open !== undefined && numberAt(open, 0) > 0;
  const state = campaignState(work.sql, campaign);
  if (state === "running" && !isAnyOpen) setCampaignState(work, campaign, "held", "campaign.held");
  if (state === "held" && isAnyOpen) setCampaignState(work, campaign, "running", "campaign.resumed");
  if (state === "sealed" && isAnyOpen) setCampaignState(work, campaign, "running", "campaign.started");
}
