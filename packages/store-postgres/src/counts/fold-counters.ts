import type { Sql } from "@relance/store";

/** Deltas folded at once: one slice of work. */
const SLICE = 20_000;

/** Held to the end of the transaction: two who fold would wait for each other's rows. */
const ALONE = "select pg_try_advisory_xact_lock(hashtextextended(current_schema() || '.counters', 0))";

/** Moves a slice of deltas into the sums, all columns but `n` being the key. */
function foldOf(deltas: string, sums: string, key: string): string {
  return `with taken as (delete from ${deltas} where id in (select id from ${deltas} order by id limit ${SLICE})
      returning ${key}, n)
    insert into ${sums} as s (${key}, n) select ${key}, sum(n) from taken group by ${key}
    on conflict (${key}) do update set n = s.n + excluded.n`;
}

const COUNTERS = foldOf("counter_deltas", "counters", "campaign, kind, step, provider, a, b");
const BINS = foldOf("bin_deltas", "bins", "campaign, at, provider, channel, part, bin");

/** Adds what was counted since to the sums, unless somebody else is at it. Readers see the same before and after. */
export async function foldCounters(sql: Sql): Promise<void> {
  const [isAlone] = (await sql.row(ALONE)) ?? [];
  if (isAlone !== true) return;
  await sql.run(COUNTERS);
  await sql.run(BINS);
}
