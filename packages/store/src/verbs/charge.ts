import { ATTEMPT } from "@relance/rules";
import type { Budget, BudgetChange, ChargeItem, ChargeStatus } from "@relance/spec";
import { orderText } from "../counts/event-rows.ts";
import { type BudgetRow, budgetHold, budgetOf, holdBudgets, withChange } from "../lanes/budgets.ts";
import { listOf } from "../transaction/sql.ts";
import type { Work } from "../transaction/work.ts";
import { control } from "./control.ts";

const MOVE = "update budgets set micros = $1, changes = $2, wanted = null where campaign = $3";

/** Moves the limit; whoever stopped for it goes on, and stops again where it is still too little. */
export async function budget(
  work: Work,
  { campaign, micros: moved, actor, reason }: BudgetChange,
): Promise<Budget | undefined> {
  const known = (await holdBudgets(work.sql, [campaign])).get(campaign);
  if (known === undefined) return undefined;
  const micros = moved ?? known.micros;
  const change = { at: work.now, actor, reason, micros };
  const changes = moved === undefined ? known.changes : withChange(known.changes, change);
  await work.sql.run(MOVE, micros, changes, campaign);
  await control(work, [{ campaign, source: "budget", gate: "open", actor, reason }]);
  const order = orderText({ actor, reason });
  await work.words.need([order]);
  work.log.addCampaign(campaign, "campaign.steered", work.word(order));
  return budgetOf({ ...known, micros, wanted: null, changes });
}

const ATTEMPTS = `select id, campaign, enrollment, state, exists (select 1 from charges c where c.attempt = a.id) as "isKnown"
  from attempts a where id = any($1::bigint[])
  order by id for no key update of a`;
const ADD = `insert into charges (attempt, campaign, micros)
  select * from unnest($1::bigint[], $2::int[], $3::bigint[]) u (attempt, campaign, micros)`;
const SPEND = `update budgets as b set spent = u.spent from unnest($1::int[], $2::bigint[]) u (campaign, spent)
  where b.campaign = u.campaign`;
const WANTED = `update budgets as b set wanted = least(coalesce(b.wanted, u.wanted), u.wanted)
  from unnest($1::int[], $2::bigint[]) u (campaign, wanted) where b.campaign = u.campaign`;
const LANES = `select distinct l.campaign, l.step, w.word as planned from enrollments e join lanes l on l.id = e.lane
  join words w on w.id = l.planned where e.id = any($1::bigint[]) order by 1, 2, 3`;

interface Charged {
  readonly id: number;
  readonly campaign: number;
  readonly enrollment: number;
  readonly state: number;
  readonly isKnown: boolean;
}

interface Lane {
  readonly campaign: number;
  readonly step: number;
  readonly planned: string;
}

/** Counts what messages cost before they leave; whatever would pass its budget is refused, and its lane held. */
export async function charge(work: Work, items: readonly ChargeItem[]): Promise<readonly ChargeStatus[]> {
  const ids = items.map(({ attemptId }) => work.context.attemptIds.numberOf(attemptId) ?? 0);
  const attempts = new Map((await work.sql.all<Charged>(ATTEMPTS, listOf(ids))).map((row) => [row.id, row]));
  const campaigns = [...new Set([...attempts.values()].map(({ campaign }) => campaign))];
  const budgets = await holdBudgets(work.sql, campaigns);
  const spent = new Map([...budgets].map(([campaign, row]) => [campaign, row.spent]));
  const added: { readonly id: number; readonly campaign: number; readonly micros: number }[] = [];
  const over: number[] = [];
  const wanted = new Map<number, number>();
  const statuses = items.map(({ micros }, place): ChargeStatus => {
    const id = ids[place] ?? 0;
    const attempt = attempts.get(id);
    if (attempt?.state !== ATTEMPT.submitting) return "stale";
    const { campaign, enrollment, isKnown } = attempt;
    const budget = budgets.get(campaign);
    if (budget === undefined || isKnown || added.some((one) => one.id === id)) return "charged";
    const sum = (spent.get(campaign) ?? 0) + micros;
    if (sum > budget.micros) {
      over.push(enrollment);
      wanted.set(campaign, Math.min(micros, wanted.get(campaign) ?? micros));
      return "over";
    }
    spent.set(campaign, sum);
    added.push({ id, campaign, micros });
    return "charged";
  });
  if (added.length > 0) await save(work, added, spent);
  if (over.length > 0) {
    await work.sql.run(WANTED, listOf([...wanted.keys()]), listOf([...wanted.values()]));
    await holdLanes(work, over, budgets);
  }
  return statuses;
}

async function save(
  { sql }: Work,
  added: readonly { readonly id: number; readonly campaign: number; readonly micros: number }[],
  spent: ReadonlyMap<number, number>,
): Promise<void> {
  const columns = [
    added.map(({ id }) => id),
    added.map(({ campaign }) => campaign),
    added.map(({ micros }) => micros),
  ];
  await sql.run(ADD, ...columns.map(listOf));
  await sql.run(SPEND, listOf([...spent.keys()]), listOf([...spent.values()]));
}

async function holdLanes(
  work: Work,
  people: readonly number[],
  budgets: ReadonlyMap<number, BudgetRow>,
): Promise<void> {
  const lanes = await work.sql.all<Lane>(LANES, listOf(people));
  const changes = lanes.flatMap((lane) => {
    const budget = budgets.get(lane.campaign);
    return budget === undefined ? [] : [budgetHold(lane, budget, work.now)];
  });
  await control(work, changes);
}
