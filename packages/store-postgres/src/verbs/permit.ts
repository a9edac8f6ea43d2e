import { rateAt } from "@relance/rules";
import type { PermitAnswer, PermitInput } from "@relance/spec";
import {
  AT_ONCE_MS,
  numberAt,
  type Row,
  SLOW_COLUMNS,
  type Sql,
  slowedPace,
  VOID_AFTER_MS,
  type Work,
} from "@relance/store";

/**
 * All workers wait for this row, so it is held for one statement and not over a wait for the disk: what a crash of the
 * server forgets is less than it takes to start. No permit reaches further ahead than the next and what is given at once:
 * where the row does, the clock was set back.
 */
const PERMIT = `with held as materialized (select next_at from permits where provider = $1 for update),
  slot as materialized (select greatest($2::float8 - ${VOID_AFTER_MS}, case
    when next_at > $2::float8 + $4::float8 + ${AT_ONCE_MS} then $2::float8 else next_at end) as at from held),
  given as materialized (select at, case when at > $2::float8 or $3::float8 <= 0 then 0 else
    least($3::float8, floor(($2::float8 - at) / $4::float8) + 1 + floor(${AT_ONCE_MS} / $4::float8)) end as n from slot),
  kept as (update permits set next_at = given.at + given.n * $4::float8 from given where provider = $1 and given.n > 0)
  select n, ceil(case when n > 0 then at + n * $4::float8 else greatest(at, $2::float8) end),
    set_config('synchronous_commit', 'off', true) from given`;

const BEGIN = "insert into permits (provider) values ($1) on conflict do nothing";

const SLOWED = `select ${SLOW_COLUMNS} from providers where provider = (select id from words where word = $1)`;

/** Reads what {@link permit} needs, with the begin of its transaction. */
export function openPermit(sql: Sql, { provider }: PermitInput): readonly (() => Promise<Row[]>)[] {
  return [() => sql.rows(SLOWED, provider)];
}

/** Slots in time, shared by all workers: any stretch T carries at most rate × (T + 0.25 s). */
export async function permit(
  work: Work,
  { provider, perSecond, wanted }: PermitInput,
): Promise<PermitAnswer> {
  await work.words.need([provider]);
  const word = work.words.idOf(provider);
  const rate = rateAt(slowedPace(work.opening[0]?.[0]), perSecond, work.now);
  if (rate === undefined) return { granted: Math.max(0, wanted), nextAt: work.now };
  const ask = () => work.sql.row(PERMIT, word, work.now, wanted, 1_000 / rate);
  let row = await ask();
  if (row === undefined) {
    await work.sql.run(BEGIN, word);
    row = await ask();
  }
  return { granted: numberAt(row ?? [0], 0), nextAt: numberAt(row ?? [0, work.now], 1) };
}
