import type { RetainAnswer, RetainInput } from "@relance/spec";
import { ownKept } from "../erasing/own-kept.ts";
import { RETENTION_TABLES } from "../erasing/retention-tables.ts";
import {
  nextStage,
  retentionCursor,
  retentionLimits,
  retentionPlace,
} from "../retention/retention-stages.ts";
import { numberAt } from "../transaction/sql.ts";
import type { Work } from "../transaction/work.ts";

/** Takes out what was kept for long enough, in one slice of a walk over everything. */
export async function retain(work: Work, input: RetainInput): Promise<RetainAnswer> {
  const { sql, context } = work;
  const limitsOf = retentionLimits(input, await ownKept(sql), work.now);
  if (limitsOf === undefined) return { erased: 0, cursor: undefined };
  const place = retentionPlace(input.cursor);
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
