import type { Ledger } from "@relance/spec";
import type { StoreContext } from "../context.ts";
import { type CampaignRow, ledgerOf } from "../ledger.ts";

const ALL = "select id, tenant, name, occurrence, state from campaigns order by id";
const ONE = "select id, tenant, name, occurrence, state from campaigns where id = ?";

/** The ledgers, in time that depends on the number of counters and not of people. */
export function count(context: StoreContext, campaign?: number): readonly Ledger[] {
  const rows =
    campaign === undefined ? context.sql.all<CampaignRow>(ALL) : context.sql.all<CampaignRow>(ONE, campaign);
  return rows.map((row) => ledgerOf(context, row));
}
