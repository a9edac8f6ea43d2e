import { lowered, MEASURED_MS, type SlowedPace } from "@relance/rules";
import { SLOW_COLUMNS, slowedPace } from "@relance/store";
import type { Sql } from "../transaction/sql.ts";
import type { Work } from "../transaction/work.ts";

const SAVE = `insert into providers (provider, ${SLOW_COLUMNS}) values (?, ?, ?, ?, ?, ?)
  on conflict do update set slow_rate = excluded.slow_rate, slow_step = excluded.slow_step,
    slow_top = excluded.slow_top, slow_from = excluded.slow_from, slow_since = excluded.slow_since`;

/** Walks from the newest attempt back in time: the index is that of the numbers, which rise with time. */
const MEASURE = `select count(*) from (select provider, submitted_at from attempts order by id desc limit 20000)
  where provider = ? and submitted_at > ?`;

/** How fast a provider may be sent over, where its far end throttles us. */
function paceOf(sql: Sql, provider: number): SlowedPace | undefined {
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
