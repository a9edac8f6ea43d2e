import type { GateChange } from "@relance/spec";
import { lockCampaign, setCampaignState } from "../campaigns.ts";
import { numberAt } from "../sql.ts";
import type { Work } from "../work.ts";

const CHANGE = `update lanes set gate = $1, reason = $2, actor = $3, review_at = $4, ver = ver + 1, claimed_at = $5
  where campaign = $6 and ($7::int is null or step = $7) and ($8::int is null or provider = $8)`;

/** Opens or closes gates: one row per lane, never people (engine rule 11). Answers how many lanes changed. */
export async function control(work: Work, changes: readonly GateChange[]): Promise<number> {
  await work.words.load(changes.flatMap(({ provider }) => provider ?? []));
  let lanes = 0;
  for (const change of changes) lanes += await controlOne(work, change);
  return lanes;
}

/** The campaign's row comes first: two commands at once change the same lanes one after the other. */
async function controlOne(
  work: Work,
  { campaign, step, provider, gate, actor, reason, reviewAt }: GateChange,
): Promise<number> {
  const isOpen = gate === "open";
  const state = await lockCampaign(work, campaign);
  if (state === undefined) return 0;
  const lanes = await work.sql.run(
    CHANGE,
    Number(isOpen),
    isOpen ? null : reason,
    isOpen ? null : actor,
    isOpen ? null : (reviewAt ?? null),
    work.now,
    campaign,
    step ?? null,
    provider === undefined ? null : work.words.find(provider),
  );
  if (lanes > 0) await follow(work, campaign, state);
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
