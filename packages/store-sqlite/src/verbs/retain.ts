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
import { numberAt } from "../transaction/sql.ts";
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
    const last = numberAt(sql.row(`select coalesce(max(id), 0) from ${table}`) ?? [0], 0);
    const end = Math.min(last, place.through + BATCH);
    const rows = sql.rows(select, place.through, end);
    for (const [campaign, some] of Map.groupBy(rows, (row) => numberAt(row, row.length - 1)))
      erased += clear(work, some, limitsOf(campaign));
    place = end >= last ? nextStage(place) : { ...place, through: end };
    if (place !== undefined && work.isSliceOver) return { erased, cursor: retentionCursor(place) };
  }
  return { erased, cursor: undefined };
}
