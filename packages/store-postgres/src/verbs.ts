import type { BatchAnswer } from "@relance/spec";
import {
  AT_ONCE_MS,
  claimBehind,
  earliest,
  escalate,
  foldItems,
  numberAt,
  type PlainStore,
  permitOver,
  type Slots,
  sharedVerbs,
  type Work,
} from "@relance/store";
import { carryOut, deposit } from "./deposit/carrying-out.ts";
import { createIngest } from "./inbox/ingest.ts";
import type { Storage } from "./transaction/storage.ts";
import { arrive } from "./transfer/arrive.ts";
import { diagnostics } from "./verbs/diagnostics.ts";

/**
 * Takes permits. All workers need this row, so its lock ends before the commit reaches the disk: a crash can lose only
 * permits that have expired when the server runs again. If the next permit is further ahead than a batch, the clock was
 * set back.
 */
const PERMIT = `with held as materialized (select next_at from permits where name = $1 for update),
  slot as materialized (select greatest($2::float8 - $5::float8, case
    when next_at > $2::float8 + $4::float8 + ${AT_ONCE_MS} then $2::float8 else next_at end) as at from held),
  given as materialized (select at, case when at > $2::float8 or $3::float8 <= 0 then 0 else
    least($3::float8, floor(($2::float8 - at) / $4::float8) + 1 + floor(${AT_ONCE_MS} / $4::float8)) end as n from slot),
  kept as (update permits set next_at = given.at + given.n * $4::float8 from given where name = $1 and given.n > 0)
  select n, greatest(0, ceil(at + n * $4::float8 - $2::float8)),
    set_config('synchronous_commit', 'off', true) from given`;

async function takeSlots({ sql, now }: Work, { name, wanted, intervalMs, savedMs }: Slots) {
  const row = await sql.row(PERMIT, name, now, wanted, intervalMs, savedMs);
  return row && { granted: numberAt(row, 0), waitMs: numberAt(row, 1) };
}

const BATCH = 20_000;

/** SQL: lets only one process sum counters, because two would wait for each other's rows. */
const ALONE = "select pg_try_advisory_xact_lock(hashtextextended(current_schema() || '.counters', 0))";

const KEY = "kind, campaign, at, provider, destination, step, a, b";
const COUNTERS = `with taken as (delete from counter_deltas where id in
    (select id from counter_deltas order by id limit ${BATCH}) returning ${KEY}, n)
  insert into counters as s (${KEY}, n) select ${KEY}, sum(n) from taken group by ${KEY}
  on conflict (${KEY}) do update set n = s.n + excluded.n`;

const COUNTERS_MS = 1_000;

/** Runs two pairs of batches. In a pair, this process computes one batch while the server writes the other. */
async function escalateBatches(storage: Storage): Promise<BatchAnswer> {
  const first = await storage.write(escalate);
  if (!first.more) return first;
  const rows = await Promise.all([inARow(storage), inARow(storage)]);
  const batches = [first, ...rows.flat()];
  return {
    moved: batches.reduce((sum, { moved }) => sum + moved, 0),
    more: rows.some((row) => row.at(-1)?.more),
    now: Math.max(...batches.map(({ now }) => now)),
    nextDueAt: batches.map(({ nextDueAt }) => nextDueAt).reduce(earliest),
  };
}

async function inARow(storage: Storage): Promise<BatchAnswer[]> {
  const batch = await storage.write(escalate);
  return batch.more ? [batch, await storage.write(escalate)] : [batch];
}

export type Verbs = Omit<PlainStore, "kind" | "open" | "close" | "listen" | "migrations" | "depart">;

export function createVerbs(storage: () => Storage): Verbs {
  const { record, acknowledge } = createIngest(storage);
  let countersAt = Number.NEGATIVE_INFINITY;
  return {
    ...sharedVerbs(storage),
    record,
    acknowledge,
    claim: async (request) => claimBehind(storage(), request, () => carryOut(storage())),
    async fold() {
      const batch = await foldItems(storage());
      const carried = await carryOut(storage());
      if (performance.now() - countersAt >= COUNTERS_MS) {
        countersAt = performance.now();
        await storage().write(async ({ sql }) => {
          const [isAlone] = (await sql.row(ALONE)) ?? []; // if another process sums, readers see the same totals
          if (isAlone === true) await sql.run(COUNTERS);
        });
      }
      return { ...batch, moved: batch.moved + carried };
    },
    escalate: async () => escalateBatches(storage()),
    permit: async (input) => permitOver(storage(), input, takeSlots),
    deposit: async (db, requests) => deposit(db, requests, storage()),
    arrive: async (departure) => storage().write((work) => arrive(work, departure)),
    diagnostics: async () => storage().read((reading) => diagnostics(reading)),
  };
}
