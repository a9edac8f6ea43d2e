import type { SliceAnswer } from "@relance/spec";
import { foldItems, type Sql } from "@relance/store";
import { carryOut } from "../deposit/carrying-out.ts";
import type { Storage } from "../transaction/storage.ts";

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
async function foldCounters(sql: Sql): Promise<void> {
  const [isAlone] = (await sql.row(ALONE)) ?? [];
  if (isAlone !== true) return;
  await sql.run(COUNTERS);
  await sql.run(BINS);
}

/** Counters are folded this often, in milliseconds. */
const COUNTERS_MS = 1_000;

/** Folds what waits: stored items, what callers committed with their own transactions, and from time to time counters. */
export class Folding {
  #countersAt = Number.NEGATIVE_INFINITY;

  async run(storage: Storage): Promise<SliceAnswer> {
    const slice = await foldItems(storage);
    const carried = await carryOut(storage);
    if (performance.now() - this.#countersAt >= COUNTERS_MS) {
      this.#countersAt = performance.now();
      await storage.write(({ sql }) => foldCounters(sql));
    }
    return { ...slice, moved: slice.moved + carried };
  }
}
