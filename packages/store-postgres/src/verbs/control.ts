import type { CampaignState, GateChange } from "@relance/spec";
import { gateMove, orderText } from "@relance/store-kit";
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
  const { campaign, gate, via, source = "operator", provider } = change;
  const state = await lockCampaign(work, campaign);
  if (state === undefined) return 0;
  const lanes = await steer(work, change);
  if (lanes === 0) return 0;
  const text = source === "operator" ? orderText(change) : undefined; // a machine has its incidents
  await work.words.need([text ?? [], provider ?? []].flat());
  const order = text === undefined ? 0 : work.word(text);
  const isTold = gate !== undefined && (await followGates(work, campaign, state, order));
  if (!isTold && (gate === undefined || via !== undefined || source === "operator")) {
    const over = provider === undefined ? 0 : work.word(provider);
    work.log.addCampaign(campaign, "campaign.steered", order, over);
  }
  return lanes;
}

/** A campaign is held while all its gates are. True if it became so, or is no longer. */
export async function followGates(
  work: Work,
  campaign: number,
  state: CampaignState,
  order: number,
): Promise<boolean> {
  const open = await work.sql.row(
    "select count(*)::int from lanes where campaign = $1 and gate = 1",
    campaign,
  );
  const isAnyOpen = open !== undefined && numberAt(open, 0) > 0;
  const move = gateMove(state, isAnyOpen);
  if (move !== undefined) await setCampaignState(work, campaign, move.to, move.event, order);
  return move !== undefined;
}
