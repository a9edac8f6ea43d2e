import type { DefineAnswer, DefineInput, StoredVersion } from "@relance/spec";
import { CAMPAIGN_STATES } from "@relance/store";
import { beginAmend } from "../campaigns/begin-amend.ts";
import { startCampaign } from "../campaigns/campaigns.ts";
import { addLanes } from "../lanes/adding-lanes.ts";
import { addBudget } from "../lanes/budgets.ts";
import type { StoreContext } from "../transaction/context.ts";
import type { Work } from "../transaction/work.ts";

interface CampaignRow {
  readonly id: number;
  readonly state: number;
}

interface VersionRow {
  readonly id: number;
  readonly hash: string;
  readonly body: string;
}

const VERSIONS = `select v.id as version, v.campaign, c.tenant, c.name, c.occurrence, v.body, v.plan
  from versions v join campaigns c on c.id = v.campaign`;

const WEIGH = "update campaigns set weight = ? where id = ? and weight <> ?";

/** Writes a new version of a campaign, or finds the one that is there. */
export function define(work: Work, input: DefineInput): DefineAnswer {
  const { sql } = work;
  const known = sql.one<CampaignRow>(
    "select id, state from campaigns where tenant = ? and name = ? and occurrence = ?",
    input.tenant,
    input.name,
    input.occurrence,
  );
  if (known !== undefined) {
    const stateOf = CAMPAIGN_STATES[known.state] ?? "draft";
    const [same] = versionsOf(work, known.id, input.hash);
    if (same !== undefined) return answer(known.id, same, "same", stateOf);
    const latest = versionsOf(work, known.id).at(-1);
    if (latest !== undefined && !input.manyVersions) return answer(known.id, latest, "changed", stateOf);
  }
  const campaign = known?.id ?? insertCampaign(work, input);
  const version = insertVersion(work, campaign, input);
  if (input.amendedBy !== undefined) beginAmend(work, campaign, version, input.amendedBy);
  const { budget, weight = 1 } = input.plan;
  sql.run(WEIGH, weight, campaign, weight);
  if (budget !== undefined) addBudget(work.sql, campaign, budget.currency, budget.micros);
  if (known === undefined && input.audience === "open") startCampaign(work, campaign);
  const row = sql.one<{ state: number }>("select state from campaigns where id = ?", campaign);
  const { hash, body } = input;
  return answer(campaign, { id: version, hash, body }, "new", CAMPAIGN_STATES[row?.state ?? 0] ?? "draft");
}

function versionsOf(work: Work, campaign: number, hash?: string): VersionRow[] {
  return hash === undefined
    ? work.sql.all<VersionRow>("select id, hash, body from versions where campaign = ? order by id", campaign)
    : work.sql.all<VersionRow>(
        "select id, hash, body from versions where campaign = ? and hash = ?",
        campaign,
        hash,
      );
}

function answer(
  campaign: number,
  { id, body }: VersionRow,
  status: DefineAnswer["status"],
  state: DefineAnswer["state"],
): DefineAnswer {
  return { campaign, version: id, status, state, body };
}

function insertCampaign(work: Work, input: DefineInput): number {
  return work.sql.insert(
    "insert into campaigns (tenant, name, occurrence, state, is_open, created_at) values (?, ?, ?, 0, ?, ?)",
    input.tenant,
    input.name,
    input.occurrence,
    Number(input.audience === "open"),
    work.now,
  );
}

function insertVersion(work: Work, campaign: number, { hash, body, plan }: DefineInput): number {
  const version = work.sql.insert(
    "insert into versions (campaign, hash, body, plan, created_at) values (?, ?, ?, ?, ?)",
    campaign,
    hash,
    body,
    JSON.stringify(plan),
    work.now,
  );
  addLanes(work, campaign, plan);
  return version;
}

/** Versions with their bodies; all of them, or those named. */
export function versions({ sql }: StoreContext, ids?: readonly number[]): readonly StoredVersion[] {
  const rows =
    ids === undefined
      ? sql.all<StoredVersionRow>(`${VERSIONS} order by v.id`)
      : ids.flatMap((id) => sql.all<StoredVersionRow>(`${VERSIONS} where v.id = ?`, id));
  return rows.map((row) => ({ ...row, plan: JSON.parse(row.plan) }));
}

type StoredVersionRow = Omit<StoredVersion, "plan"> & { readonly plan: string };
