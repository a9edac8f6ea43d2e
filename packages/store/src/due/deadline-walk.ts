import type { HotRow } from "../people/hot-row.ts";
import { HOT_COLUMNS } from "../people/hot-row.ts";
import { listOf, numberAt } from "../transaction/sql.ts";
import type { Work } from "../transaction/work.ts";

const BEGIN = "insert into walks (name) values ($1) on conflict do nothing";
const TAKE = "select deadline, id from walks where name = $1 for update skip locked";
const SAVE = "update walks set deadline = $1, id = $2 where name = $3";

const NEXT = `select id, deadline from people where (deadline, id) > ($1, $2) and deadline <= $3
  order by deadline, id limit $4`;
/** Whoever holds somebody is waited for: the walk does not come back. */
const HOLD = `select ${HOT_COLUMNS} from enrollments e where e.id = any($1::bigint[]) and e.phase = any($2::smallint[])
  order by e.id for no key update`;

/** What one step of a walk found. */
export interface WalkStep {
  /** The people found, held. */
  readonly rows: readonly HotRow[];
  /** The walk came to its end, or somebody else is walking. */
  readonly isDone: boolean;
  /** Deadlines up to here are behind the walk. */
  readonly through: number;
}

/**
 * Takes the next step of a walk over everybody in the order of their deadlines, once: each step goes on where the last
 * one stopped, in whichever process. Deadlines behind it are dealt with for good.
 */
export async function walkDeadlines(
  work: Work,
  name: string,
  {
    from = 0,
    until,
    phases,
  }: { readonly from?: number; readonly until: number; readonly phases: readonly number[] },
): Promise<WalkStep> {
  const { sql } = work;
  const saved = (await sql.row(TAKE, name)) ?? ((await sql.run(BEGIN, name)) && (await sql.row(TAKE, name)));
  if (!saved) return { rows: [], isDone: true, through: until };
  const isBehind = numberAt(saved, 0) < from;
  const place = isBehind ? [from, 0] : [numberAt(saved, 0), numberAt(saved, 1)];
  const { batch } = work.context.settings;
  const found = await sql.rows(NEXT, place[0] ?? 0, place[1] ?? 0, until, batch);
  const last = found.at(-1);
  if (last === undefined) return { rows: [], isDone: true, through: place[0] ?? 0 };
  await sql.run(SAVE, numberAt(last, 1), numberAt(last, 0), name);
  const ids = listOf(found.map((row) => numberAt(row, 0)));
  const rows = await work.rows.adopt(await sql.rows(HOLD, ids, listOf(phases)));
  return { rows, isDone: found.length < batch, through: numberAt(last, 1) };
}

/** The next deadline that a walk has not come to. */
export async function nextDeadline(work: Work, through: number): Promise<number | undefined> {
  const row = await work.sql.row("select min(deadline) from people where deadline > $1", through);
  return typeof row?.[0] === "number" ? row[0] : undefined;
}
