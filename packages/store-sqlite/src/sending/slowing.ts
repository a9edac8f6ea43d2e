import { lowered, MEASURED_MS, type SlowedPace } from "@relance/rules";
import type { Sql } from "../transaction/sql.ts";
import type { Work } from "../transaction/work.ts";

/** Columns in the order that {@link slowedPace} reads. */
export const SLOW_COLUMNS = "slow_rate, slow_step, slow_top, slow_from, slow_since";

const SAVE = `insert into providers (provider, ${SLOW_COLUMNS}) values (?, ?, ?, ?, ?, ?)
  on conflict do update set slow_rate = excluded.slow_rate, slow_step = excluded.slow_step,
    slow_top = excluded.slow_top, slow_from = excluded.slow_from, slow_since = excluded.slow_since`;

/** Walks from the newest attempt back in time: the index is that of the numbers, which rise with time. */
const MEASURE = `select count(*) from (select provider, submitted_at from attempts order by id desc limit 20000)
  where provider = ? and submitted_at > ?`;

/** Reads a pace whose columns begin at `from`. */
export function slowedPace(row: readonly unknown[] | undefined, from = 0): SlowedPace | undefined {
  const [perSecond, step, top, begin, since] = (row ?? []).slice(from, from + 5) as (number | null)[];
  if (perSecond === null || perSecond === undefined) return undefined;
  return { perSecond, step: step ?? 0, top: top ?? 0, from: begin ?? 0, since: since ?? 0 };
}

/** How fast a provider may be sent over, where its far end throttles us. */
export function paceOf(sql: Sql, provider: number): SlowedPace | undefined {
  return slowedPace(sql.row(`select ${SLOW_COLUMNS} from providers where provider = ?`, provider));
}

/** The far end was too slow for us: everybody sends more slowly over it. */
export function slowDown(
  work: Work,
  provider: number,
  throttle: { readonly holdMs: number; readonly leftAt: number; readonly perSecond?: number | undefined },
): void {
  const { sql, now } = work;
  const measured = () =>
    Number(sql.row(MEASURE, provider, now - MEASURED_MS)?.[0] ?? 0) / (MEASURED_MS / 1_000);
  const { perSecond, step, top, from, since } = lowered(paceOf(sql, provider), {
    ...throttle,
    now,
    measured,
  });
  sql.run(SAVE, provider, perSecond, step, top, from, since);
}
