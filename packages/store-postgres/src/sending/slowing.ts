import { lowered, MEASURED_MS, type SlowedPace } from "@relance/rules";
import { numberAt, type Sql } from "../transaction/sql.ts";

/** Columns in the order that {@link slowedPace} reads. */
export const SLOW_COLUMNS = "slow_rate, slow_step, slow_top, slow_from, slow_since";

/** The row is held from here on: whoever else is throttled at this moment counts from what is written now. */
const HOLD = `insert into providers as p (provider) values ($1)
  on conflict (provider) do update set slow_rate = p.slow_rate returning ${SLOW_COLUMNS}`;

const SAVE = `update providers set slow_rate = $2, slow_step = $3, slow_top = $4, slow_from = $5, slow_since = $6
  where provider = $1`;

const MEASURE = "select count(*)::float8 from attempts where submitted_at > $2 and provider = $1";

/** The last of the throttled answers of one transaction. */
export interface Throttled {
  /** When its message left. */
  readonly leftAt: number;
  /** The configured rate; absent = none. */
  readonly perSecond?: number | undefined;
}

/** Reads a pace whose columns begin at `from`. */
export function slowedPace(row: readonly unknown[] | undefined, from = 0): SlowedPace | undefined {
  const [perSecond, step, top, begin, since] = (row ?? []).slice(from, from + 5) as (number | null)[];
  if (perSecond === null || perSecond === undefined) return undefined;
  return { perSecond, step: step ?? 0, top: top ?? 0, from: begin ?? 0, since: since ?? 0 };
}

/** The far end was too slow for us: everybody sends more slowly over it. */
export async function slowDown(
  sql: Sql,
  now: number,
  provider: number,
  { holdMs, leftAt, perSecond }: Throttled & { readonly holdMs: number },
): Promise<void> {
  const held = await sql.row(HOLD, provider);
  const left = perSecond === undefined ? await sql.row(MEASURE, provider, now - MEASURED_MS) : undefined;
  const measured = () => numberAt(left ?? [0], 0) / (MEASURED_MS / 1_000);
  const pace = lowered(slowedPace(held), { now, holdMs, leftAt, perSecond, measured });
  await sql.run(SAVE, provider, pace.perSecond, pace.step, pace.top, Math.ceil(pace.from), pace.since);
}
