import type { DefineAnswer, DefineInput, StoredVersion } from "@relance/spec";
import { CAMPAIGN_STATES, NOT_STARTED, SYSTEM_ACTOR } from "@relance/store-kit";
import { addBudget } from "../budgets.ts";
import { startCampaign } from "../campaigns.ts";
import type { StoreContext } from "../context.ts";
import { numberAt } from "../sql.ts";
import type { Work } from "../work.ts";

interface CampaignRow {
  readonly id: number;
  readonly state: number;
}

interface VersionRow {
  readonly id: number;
  readonly hash: string;
  readonly body: string;
}

const LANE = `insert into lanes (campaign, step, position, planned, provider, gate, reason, actor, holds, claimed_at)
  values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing`;
/** A place that is new in a step is released as far as the step is: a pilot stays one. */
const RELEASE = `update lanes set (released_through, release_review_at) = (select released_through, release_review_at from lanes
    where campaign = ?1 and step = ?2 and id < ?3 order by id limit 1)
  where id = ?3 and exists (select 1 from lanes where campaign = ?1 and step = ?2 and id < ?3)`;
const NEW_HOLDS = JSON.stringify(NOT_STARTED);

const VERSIONS = `select v.id as version, v.campaign, c.tenant, c.name, c.occurrence, v.body, v.plan
  from versions v join campaigns c on c.id = v.campaign`;

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
  const { budget } = input.plan;
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
  const first = work.sql.row("select min(gate), max(gate) from lanes where campaign = ?", campaign);
  const isOpen = first?.[1] === 1; // a running campaign's new places are open like the others
  plan.steps.forEach(({ route }, step) => {
    route.forEach(({ provider }, position) => {
      const word = work.word(provider);
      const held = isOpen ? [1, null, null, "{}"] : [0, "not started", SYSTEM_ACTOR, NEW_HOLDS];
      const lane = work.sql.row(
        `${LANE} returning id`,
        campaign,
        step,
        position,
        word,
        word,
        ...held,
        work.now,
      );
      if (lane !== undefined) work.sql.run(RELEASE, campaign, step, numberAt(lane, 0));
    });
  });
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
