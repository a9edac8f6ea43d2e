import type { GateChange } from "@relance/spec";
import { gateMove, orderText } from "@relance/store-kit";
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
  const { campaign, gate, via, source = "operator", provider } = change;
  const order = source === "operator" ? work.word(orderText(change)) : 0; // a machine has its incidents
  const isTold = gate !== undefined && followGates(work, campaign, order);
  if (!isTold && (gate === undefined || via !== undefined || source === "operator")) {
    const over = provider === undefined ? 0 : work.word(provider);
    work.log.addCampaign(campaign, "campaign.steered", order, over);
  }
  return lanes;
}

/** A campaign is held while all its gates are. True if it became so, or is no longer. */
export function followGates(work: Work, campaign: number, order: number): boolean {
  const open = work.sql.row("select count(*) from lanes where campaign = ? and gate = 1", campaign);
  const isAnyOpen = open !== undefined && numberAt(open, 0) > 0;
  const state = campaignState(work.sql, campaign);
  const move = gateMove(state, isAnyOpen);
  if (move !== undefined) setCampaignState(work, campaign, move.to, move.event, order);
  return move !== undefined;
}
