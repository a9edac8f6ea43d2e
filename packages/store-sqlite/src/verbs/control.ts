import type { ControlAnswer, GateChange } from "@relance/spec";
import { gateMove, orderText, steeringText } from "@relance/store";
import { campaignState, setCampaignState } from "../campaigns/campaigns.ts";
import { staleFor, steer } from "../lanes/lanes.ts";
import { numberAt } from "../transaction/sql.ts";
import type { Work } from "../transaction/work.ts";

/** Steers lanes: one row per lane, never people (engine rule 11). All changes are made, or none. */
export function control(work: Work, changes: readonly GateChange[]): ControlAnswer {
  const stale = changes.flatMap((change) => staleFor(work, change));
  if (stale.length > 0) return { lanes: 0, version: 0, stale };
  const steered = changes.map((change) => controlOne(work, change));
  return {
    lanes: steered.reduce((sum, { lanes }) => sum + lanes, 0),
    version: Math.max(0, ...steered.map(({ version }) => version)),
    stale: [],
  };
}

function controlOne(work: Work, change: GateChange): { readonly lanes: number; readonly version: number } {
  const { lanes, version } = steer(work, change);
  if (lanes === 0) return { lanes, version: 0 };
  const { campaign, gate, via, source = "operator", provider } = change;
  const order = source === "operator" ? work.word(orderText(change)) : 0; // a machine has its incidents
  const isTold = gate !== undefined && followGates(work, campaign, order, steeringText(change));
  if (!isTold && (gate === undefined || via !== undefined || source === "operator")) {
    const over = provider === undefined ? 0 : work.word(provider);
    work.log.addCampaign(campaign, "campaign.steered", order, over, steeringText(change));
  }
  return { lanes, version };
}

/** A campaign is held while all its gates are. True if it became so, or is no longer. */
export function followGates(
  work: Work,
  campaign: number,
  order = 0,
  steering: string | null = null,
): boolean {
  const open = work.sql.row("select count(*) from lanes where campaign = ? and gate = 1", campaign);
  const isAnyOpen = open !== undefined && numberAt(open, 0) > 0;
  const state = campaignState(work.sql, campaign);
  const move = gateMove(state, isAnyOpen);
  if (move !== undefined) setCampaignState(work, campaign, move.to, move.event, order, steering);
  return move !== undefined;
}
