import type { PlanKept } from "@relance/spec";
import { numberAt, type Sql } from "../transaction/sql.ts";

/** An amended campaign is what its newest version says. */
const OWN = `select campaign, plan::json ->> 'kept' from versions
  where id in (select max(id) from versions group by campaign) and plan like '%"kept"%'`;

/** What campaigns say themselves about how long they keep what they have of people. */
export async function ownKept(sql: Sql): Promise<ReadonlyMap<number, PlanKept>> {
  const said = (await sql.rows(OWN)).filter((row) => row[1] !== null);
  return new Map(said.map((row) => [numberAt(row, 0), JSON.parse(String(row[1])) as PlanKept]));
}
