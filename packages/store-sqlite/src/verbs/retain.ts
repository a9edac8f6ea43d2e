import type { RetainAnswer, RetainInput } from "@relance/spec";
import {
  nextStage,
  type RetentionPlace,
  retentionCursor,
  retentionLimits,
  retentionPlace,
} from "@relance/store";
import { ownKept } from "../erasing/own-kept.ts";
import { RETENTION_TABLES } from "../erasing/retention-tables.ts";
import { numberAt, type Sql } from "../transaction/sql.ts";
import type { Work } from "../transaction/work.ts";

/** Rows looked at before the time is. */
const BATCH = 1_000;

/** Takes out what was kept for long enough, in one slice of a walk over everything. */
export function retain(work: Work, input: RetainInput): RetainAnswer {
  const { sql } = work;
  const limitsOf = retentionLimits(input, ownKept(work.sql), work.now);
  if (limitsOf === undefined) return { erased: 0, cursor: undefined };
  let place: RetentionPlace | undefined = retentionPlace(input.cursor);
  let erased = 0;
  while (place !== undefined) {
    const { select, table, clear } = RETENTION_TABLES[place.stage];
    const end = endOfBatch(sql, table, place.through);
    const rows = sql.rows(select, place.through, end.through);
    for (const [campaign, some] of Map.groupBy(rows, (row) => numberAt(row, row.length - 1)))
      erased += clear(work, some, limitsOf(campaign));
    place = end.isLast ? nextStage(place) : { ...place, through: end.through };
    if (place !== undefined && work.isSliceOver) return { erased, cursor: retentionCursor(place) };
  }
  return { erased, cursor: undefined };
}

/** By rows and not by numbers: these have gaps as wide as years. */
function endOfBatch(
  sql: Sql,
  table: string,
  through: number,
): { readonly through: number; readonly isLast: boolean } {
  const next = `select coalesce(max(id), 0), count(*) from (select id from ${table} where id > ? order by id limit ${BATCH})`;
  const row = sql.row(next, through) ?? [0, 0];
  return { through: numberAt(row, 0), isLast: numberAt(row, 1) < BATCH };
}
