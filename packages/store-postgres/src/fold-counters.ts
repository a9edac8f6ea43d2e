import type { Sql } from "./sql.ts";

/** Deltas folded at once: one slice of work. */
const SLICE = 20_000;

/** Held to the end of the transaction: two who fold would wait for each other's rows. */
const ALONE = "select pg_try_advisory_xact_lock(hashtextextended(current_schema() || '.counters', 0))";

const FOLD = `with taken as (
    delete from counter_deltas where id in (select id from counter_deltas order by id limit ${SLICE})
    returning campaign, kind, step, provider, a, b, n)
  insert into counters as c (campaign, kind, step, provider, a, b, n)
  select campaign, kind, step, provider, a, b, sum(n) from taken group by 1, 2, 3, 4, 5, 6
  on conflict (campaign, kind, step, provider, a, b) do update set n = c.n + excluded.n`;

/** Adds what was counted since to the counters, unless somebody else is at it. Readers see the same sum before and after. */
export async function foldCounters(sql: Sql): Promise<void> {
  const [isAlone] = (await sql.row(ALONE)) ?? [];
  if (isAlone === true) await sql.run(FOLD);
}
