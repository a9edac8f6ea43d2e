import { lowered, MEASURED_MS } from "@relance/rules";
import { SLOW_COLUMNS, slowedPace } from "../lanes/slowed-provider.ts";
import { numberAt, type Sql } from "../transaction/sql.ts";

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
