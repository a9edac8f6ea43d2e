import type { GateChange } from "@relance/spec";
import { campaignState, setCampaignState } from "../campaigns.ts";
import { numberAt } from "../sql.ts";
import type { Work } from "../work.ts";

const CHANGE = `update lanes set gate = ?1, reason = ?2, actor = ?3, review_at = ?4, ver = ver + 1, claimed_at = ?5
  where campaign = ?6 and (?7 is null or step = ?7) and (?8 is null or provider = ?8)`;

/** Opens or closes gates: one row per lane, never people (engine rule 11). Answers how many lanes changed. */
export function control(work: Work, changes: readonly GateChange[]): number {
  return changes.reduce((lanes, change) => lanes + controlOne(work, change), 0);
}

function controlOne(
  work: Work,
  { campaign, step, provider, gate, actor, reason, reviewAt }: GateChange,
): number {
  const { sql, now, context } = work;
  const isOpen = gate === "open";
  const lanes = sql.run(
    CHANGE,
    Number(isOpen),
    isOpen ? null : reason,
    isOpen ? null : actor,
    isOpen ? null : (reviewAt ?? null),
    now,
    campaign,
    step ?? null,
    provider === undefined ? null : context.words.find(provider),
  );
  if (lanes > 0) follow(work, campaign);
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
