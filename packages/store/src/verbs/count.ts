import type { Ledger } from "@relance/spec";
import { type CampaignRow, type CounterRow, ledgerOf } from "../counts/ledger.ts";
import { readBudgets } from "../lanes/budgets.ts";
import type { Reading } from "../transaction/reading.ts";

const CAMPAIGNS = `select id, tenant, name, occurrence, state, extended, amended from campaigns
  where $1::int is null or id = $1 order by id`;

/** One snapshot of what was folded and of what was not: between two, a fold would be seen half. */
const COUNTERS = `select c.campaign, c.kind, c.step, w.word, c.a, c.b, c.n from (
    select campaign, kind, step, provider, a, b, sum(n)::bigint as n from all_counters d
    where $1::int is null or campaign = $1 group by 1, 2, 3, 4, 5, 6 having sum(n) <> 0) c
  left join words w on w.id = c.provider order by 1, 2, 3, 4, 5, 6`;

/** The ledgers, in time that depends on the number of counters and not of people. */
export async function count({ sql }: Reading, campaign?: number): Promise<readonly Ledger[]> {
  const campaigns = await sql.all<CampaignRow>(CAMPAIGNS, campaign ?? null);
  const counters = Map.groupBy(
    await sql.all<CounterRow>(COUNTERS, campaign ?? null),
    (counter) => counter.campaign,
  );
  const budgets = await readBudgets(sql, campaign);
  return campaigns.map((row) => ledgerOf(row, counters.get(row.id) ?? [], budgets.get(row.id)));
}
