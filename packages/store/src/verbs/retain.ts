import type { PlanKept, RetainAnswer, RetainInput } from "@relance/spec";
import { dropUnmatched } from "../erasing/drop-unmatched.ts";
import {
  FIRST_PLACE,
  nextStage,
  RETENTION_TABLES,
  retentionCursor,
  retentionLimits,
  retentionPlace,
} from "../erasing/retention-tables.ts";
import { numberAt, type Sql } from "../transaction/sql.ts";
import type { Work } from "../transaction/work.ts";

/** An amended campaign is what its newest version says. */
const OWN = `select campaign, plan::json ->> 'kept' from versions
  where id in (select max(id) from versions group by campaign) and plan like '%"kept"%'`;

/** What campaigns say themselves about how long they keep what they have of people. */
async function ownKept(sql: Sql): Promise<ReadonlyMap<number, PlanKept>> {
  const said = (await sql.rows(OWN)).filter((row) => row[1] !== null);
  return new Map(said.map((row) => [numberAt(row, 0), JSON.parse(String(row[1])) as PlanKept]));
}

/** Where the cursor stands while there is more that matched no recipient. */
const UNMATCHED = "unmatched";

/** Takes out what was kept for long enough, in one slice of a walk over everything. */
export async function retain(work: Work, input: RetainInput): Promise<RetainAnswer> {
  const { sql, context } = work;
  const limitsOf = retentionLimits(input, await ownKept(sql), work.now);
  const place = retentionPlace(input.cursor);
  if (place === undefined) {
    const { dropped, more } = await dropUnmatched(work);
    const onward = limitsOf === undefined ? undefined : retentionCursor(FIRST_PLACE);
    return { erased: dropped, cursor: more ? UNMATCHED : onward };
  }
  if (limitsOf === undefined) return { erased: 0, cursor: undefined };
  const { select, table, clear } = RETENTION_TABLES[place.stage];
  const { batch } = context.settings;
  const next = `select coalesce(max(id), 0), count(*) from (select id from ${table} where id > $1 order by id limit ${batch}) t`;
  const [end = 0, seen = 0] = ((await sql.row(next, place.through)) ?? []) as number[];
  const rows = seen === 0 ? [] : await sql.rows(select, place.through, end);
  let erased = 0;
  for (const [campaign, some] of Map.groupBy(rows, (row) => numberAt(row, row.length - 1)))
    erased += await clear(work, some, limitsOf(campaign));
  const onward = seen < batch ? nextStage(place) : { ...place, through: end };
  return { erased, cursor: onward === undefined ? undefined : retentionCursor(onward) };
}
