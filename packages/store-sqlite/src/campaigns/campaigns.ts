import type { CampaignState, EventKind } from "@relance/spec";
import { CAMPAIGN_STATES, SYSTEM_ACTOR } from "@relance/store";
import { steer } from "../lanes/lanes.ts";
import { numberAt, type Sql } from "../transaction/sql.ts";
import type { Work } from "../transaction/work.ts";

export function campaignState(sql: Sql, campaign: number): CampaignState | undefined {
  const row = sql.row("select state from campaigns where id = ?", campaign);
  return row === undefined ? undefined : CAMPAIGN_STATES[numberAt(row, 0)];
}

/** Nobody's deadline is earlier; 0 = nobody moved it. */
export function extendedTo(sql: Sql, campaign: number): number {
  return numberAt(sql.row("select extended from campaigns where id = ?", campaign) ?? [0], 0);
}

/** An operator moves the deadline; those who are enrolled already follow in slices. */
export function extendCampaign(work: Work, campaign: number, until: number, order: number): void {
  const text = "update campaigns set extended = ?1 where id = ?2 and extended < ?1";
  if (work.sql.run(text, until, campaign) > 0) work.log.addCampaign(campaign, "campaign.extended", order);
}

/** The version that the campaign was amended from; 0 = never. */
export function amendedFrom(sql: Sql, campaign: number): number {
  return numberAt(sql.row("select amended from campaigns where id = ?", campaign) ?? [0], 0);
}

/** In which version people are enrolled: once the campaign was amended the newest, whichever an import began under. */
export function versionInForce(sql: Sql, campaign: number, begunUnder: number): number {
  if (amendedFrom(sql, campaign) === 0) return begunUnder;
  return numberAt(sql.row("select max(id) from versions where campaign = ?", campaign) ?? [begunUnder], 0);
}

/** An operator gives the campaign another version; those who have not begun their step follow in slices. */
export function amendCampaign(work: Work, campaign: number, order: number): void {
  const text = `update campaigns set amended = (select min(id) from versions where campaign = ?1)
    where id = ?1 and amended = 0`;
  work.sql.run(text, campaign);
  work.log.addCampaign(campaign, "campaign.amended", order);
}

export function setCampaignState(
  work: Work,
  campaign: number,
  state: CampaignState,
  event?: EventKind,
  order = 0,
  steering: string | null = null,
): void {
  work.sql.run("update campaigns set state = ? where id = ?", CAMPAIGN_STATES.indexOf(state), campaign);
  if (event !== undefined) work.log.addCampaign(campaign, event, order, 0, steering);
}

/** Opens every gate that no person holds. From now on the campaign sends. */
export function startCampaign(work: Work, campaign: number): void {
  steer(work, { campaign, source: "start", gate: "open", actor: SYSTEM_ACTOR, reason: "started" });
  setCampaignState(work, campaign, "running", "campaign.started");
}

/** A closed campaign in which somebody is open again goes on. */
export function reopenCampaign(work: Work, campaign: number): void {
  if (campaignState(work.sql, campaign) === "closed") setCampaignState(work, campaign, "running");
}
