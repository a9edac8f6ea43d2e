import type { CampaignState, EventKind } from "@relance/spec";
import type { StoredRow } from "../rows/sql.ts";
import { CAMPAIGN_STATES, SYSTEM_ACTOR } from "../rows/versions.ts";
import type { Work } from "../work/work.ts";
import { steer } from "./steer-queues.ts";

type StateOf = (work: Work, campaign: number) => Promise<CampaignState | undefined>;

function reading(hold: string): StateOf {
  return async (work, campaign) => {
    const row = await work.sql.one<StoredRow<"state">>(`select state from campaigns where id = $1${hold}`, campaign);
    return row && CAMPAIGN_STATES[row.state];
  };
}

export const campaignState: StateOf = reading("");

export const lockCampaign: StateOf = reading(" for no key update");

/** Locks a campaign in shared mode, so that no other transaction changes its state before this one ends. */
export const shareCampaign: StateOf = reading(" for share");

export interface CampaignOrders {
  /** New minimum deadline after an operator extended the campaign; 0 if it was never extended. */
  readonly extended: number;
  /** The version in force before the amendment; 0 if the campaign was never amended. */
  readonly amended: number;
  /** The newest version. After an amendment, an import that began before is completed with this version. */
  readonly newest: number;
}

const ORDERS = `select extended, amended, (select max(id) from versions where campaign = $1) as newest
  from campaigns where id = $1`;

export async function readOrders(work: Work, campaign: number): Promise<CampaignOrders> {
  return (await work.sql.one<CampaignOrders>(ORDERS, campaign)) ?? { extended: 0, amended: 0, newest: 0 };
}

export async function amendCampaign(work: Work, campaign: number, order: number): Promise<void> {
  const text = `update campaigns set amended = (select min(id) from versions where campaign = $1)
    where id = $1 and amended = 0`;
  await work.sql.run(text, campaign);
  work.log.addCampaign(campaign, "campaign.amended", order);
}

export async function extendCampaign(
  work: Work,
  campaign: number,
  to: number | undefined,
  order: number,
): Promise<void> {
  const until = Math.floor(to ?? 0);
  const text = "update campaigns set extended = $1 where id = $2 and extended < $1";
  const changed = await work.sql.run(text, until, campaign);
  if (changed > 0) work.log.addCampaign(campaign, "campaign.amended", order, { cause: "deadline" });
}

export async function setCampaignState(
  work: Work,
  campaign: number,
  state: CampaignState,
  event?: EventKind,
  order = 0,
  steering: string | null = null,
): Promise<void> {
  await work.sql.run("update campaigns set state = $1 where id = $2", CAMPAIGN_STATES.indexOf(state), campaign);
  if (event !== undefined) work.log.addCampaign(campaign, event, order, { steering });
}

export async function startCampaign(work: Work, campaign: number): Promise<void> {
  await steer(work, { campaign, source: "start", gate: "open", actor: SYSTEM_ACTOR, reason: "started" });
  await setCampaignState(work, campaign, "running", "campaign.started");
}
