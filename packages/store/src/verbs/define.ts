import type { CampaignState, DefineAnswer, DefineInput, Plan, StoredVersion, VersionsInput } from "@relance/spec";
import { amendCampaign, startCampaign } from "../moves/campaigns.ts";
import { transitionName } from "../rows/person-transition.ts";
import type { StoredRow, Value } from "../rows/sql.ts";
import { newQueues, readQueues, writeQueues } from "../rows/stored-queues.ts";
import { CAMPAIGN_STATES, stateNumbers, versionsWith } from "../rows/versions.ts";
import type { Reading, Work } from "../work/work.ts";
import { followGates } from "./control.ts";
import { keepTransition } from "./transition.ts";

type VersionRow = Pick<DefineInput, "body"> & { readonly id: number };

const OF_CAMPAIGN = "select id, body from versions where campaign = $1";
const SAME = `${OF_CAMPAIGN} and hash = $2`;
const LATEST = `${OF_CAMPAIGN} order by id desc limit 1`;

/** If two processes define the same campaign, the second waits for the first and finds the campaign. */
const ADD = `insert into campaigns (tenant, name, occurrence, state, is_open, created_at)
  values ($1, $2, $3, ${stateNumbers("draft")}, $4, $5)
  on conflict do nothing returning id`;
const FIND = "select id, state from campaigns where tenant = $1 and name = $2 and occurrence = $3 for update";

const VERSIONS = versionsWith("v.body");
const IS_LATEST = "v.id = (select max(n.id) from versions n where n.campaign = v.campaign)";

const ADD_VERSION = `insert into versions (campaign, hash, body, plan, may_skip, kept, created_at)
  values ($1, $2, $3, $4, $5, $6, $7) returning id`;
const ADD_BUDGET = "insert into budgets (campaign, currency, micros) values ($1, $2, $3) on conflict do nothing";
const WEIGH = "update campaigns set weight = $1 where id = $2 and weight <> $1";

export async function define(work: Work, input: DefineInput): Promise<DefineAnswer> {
  const { tenant, name, occurrence, hash, body } = input;
  const isOpen = Number(input.audience === "open");
  const { deadlineAt = work.now + 1 } = input.plan;
  const isOver = deadlineAt <= work.now && !input.manyVersions;
  const added = isOver ? undefined : await work.sql.row(ADD, tenant, name, occurrence, isOpen, work.now);
  const known = await work.sql.one<StoredRow<"id" | "state">>(FIND, tenant, name, occurrence);
  if (known === undefined) return answer(0, { id: 0, body }, "over", "draft");
  const { id: campaign } = known;
  const state = CAMPAIGN_STATES[known.state] ?? "draft";
  if (added === undefined) {
    const same = await work.sql.one<VersionRow>(SAME, campaign, hash);
    if (same !== undefined) return answer(campaign, same, "same", state);
    const latest = await work.sql.one<VersionRow>(LATEST, campaign);
    if (latest !== undefined && !input.manyVersions) return answer(campaign, latest, "changed", state);
  }
  const { plan } = input;
  const maySkip = Number(plan.callBufferMs > 0 || plan.ifLate === "skip");
  const kept = plan.kept === undefined ? null : JSON.stringify(plan.kept);
  const values = [campaign, hash, body, JSON.stringify(plan), maySkip, kept, work.now];
  const { id: version = 0 } = (await work.sql.one<StoredRow<"id">>(ADD_VERSION, ...values)) ?? {};
  await addQueues(work, campaign, state, plan);
  const { amendedBy: by } = input;
  if (by !== undefined) {
    // stored in this transaction, so that another process can complete the command
    const command = transitionName({ campaign, transition: "amend", version, ...by });
    await keepTransition(work, { campaign, name: command, ...by, through: 0 });
    await amendCampaign(work, campaign, await work.order(by));
  }
  const { budget, weight = 1 } = plan;
  await work.sql.run(WEIGH, weight, campaign);
  if (budget !== undefined) await work.sql.run(ADD_BUDGET, campaign, budget.currency, budget.micros);
  const isStarted = added !== undefined && input.audience === "open";
  if (isStarted) await startCampaign(work, campaign);
  return answer(campaign, { id: version, body }, "new", isStarted ? "running" : state);
}

function answer(
  campaign: number,
  { id, body }: VersionRow,
  status: DefineAnswer["status"],
  state: DefineAnswer["state"],
): DefineAnswer {
  return { campaign, version: id, status, state, body };
}

export async function versions({ sql }: Reading, input: VersionsInput = {}): Promise<readonly StoredVersion[]> {
  const { ids, campaign, tenant, name, occurrence, latest = false } = input;
  const where = [latest ? IS_LATEST : "true"];
  const values: Value[] = [];
  for (const [column, value] of Object.entries({ "v.id": ids, campaign, tenant, name, occurrence })) {
    if (value === undefined) continue;
    const number = `$${values.push(value)}`;
    where.push(`${column} = ${value === ids ? `any(${number}::int[])` : number}`);
  }
  const rows = await sql.all<StoredVersionRow>(`${VERSIONS} where ${where.join(" and ")} order by v.id`, ...values);
  return rows.map((row) => ({ ...row, plan: JSON.parse(row.plan) }));
}

type StoredVersionRow = Omit<StoredVersion, "plan"> & { readonly plan: string };

async function addQueues(work: Work, campaign: number, state: CampaignState, plan: Plan): Promise<void> {
  await work.strings.need(plan.steps.flatMap(({ route }) => route.map(({ provider }) => provider)));
  const known = await readQueues(work.sql, campaign);
  const places = plan.steps.flatMap(({ route }, k) => {
    const words = route.map(({ provider }) => work.stringId(provider));
    return words.map((planned, position) => ({ step: k + 1, position, planned, behind: words.slice(position + 1) }));
  });
  await writeQueues(work.sql, campaign, newQueues(state, known, places, work.now));
  if (known.length > 0) await followGates(work, campaign, state); // one open queue makes the campaign running
}
