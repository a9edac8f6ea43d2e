import type { Ledger } from "@relance/spec";
import { type CampaignRow, type CounterRow, ledgerOf } from "@relance/store";
import { readBudget } from "../lanes/budgets.ts";
import type { StoreContext } from "../transaction/context.ts";

const ALL = "select id, tenant, name, occurrence, state, extended, amended from campaigns order by id";
const ONE = "select id, tenant, name, occurrence, state, extended, amended from campaigns where id = ?";

const COUNTERS = `select c.campaign, c.kind, c.step, w.word, c.a, c.b, c.n from counters c
  left join words w on w.id = c.provider where c.campaign = ? and c.n <> 0 order by c.kind, c.step, c.provider, c.a, c.b`;

/** The ledgers, in time that depends on the number of counters and not of people. */
export function count({ sql }: StoreContext, campaign?: number): readonly Ledger[] {
  const rows = campaign === undefined ? sql.all<CampaignRow>(ALL) : sql.all<CampaignRow>(ONE, campaign);
  return rows.map((row) => ledgerOf(row, sql.all<CounterRow>(COUNTERS, row.id), readBudget(sql, row.id)));
}
