import { StoreError } from "@relance/spec";
import type { EventQuery } from "../transaction/driver.ts";
import type { Row, Sql } from "../transaction/sql.ts";

const LAST = "select coalesce(max(id), 0) from events";

/**
 * Events by their numbers, for a database in which these ascend with the commits: one that lets a single transaction write.
 * @throws {StoreError} `events/cursor-expired`
 */
export async function eventsByNumber(
  sql: Sql,
  { fields, join, incarnation, cursor = "", campaign, limit }: EventQuery,
): Promise<{ readonly rows: readonly Row[]; readonly cursor: string }> {
  const place = cursor === "" ? 0 : eventNumberIn(incarnation, cursor);
  if (place === undefined || (place > 0 && place > Number((await sql.row(LAST))?.[0]))) throw cursorExpired();
  const page = `select ${fields} from events v ${join} where v.id > $1 and ($2::int is null or v.campaign = $2)
    order by v.id limit $3`;
  const rows = await sql.rows(page, place, campaign ?? null, limit);
  return { rows, cursor: `${incarnation}.${rows.at(-1)?.[0] ?? place}` };
}

/** The last number that a reader of {@link eventsByNumber} saw; `undefined` = of another life, or of another kind of store. */
export function eventNumberIn(incarnation: string, cursor: string): number | undefined {
  const dot = cursor.lastIndexOf(".");
  const place = cursor.slice(dot + 1);
  return cursor.slice(0, dot) === incarnation && /^\d{1,15}$/.test(place) ? Number(place) : undefined;
}

/** The reader begins again: silence would lose what happened. */
export function cursorExpired(): StoreError {
  return new StoreError(
    "events/cursor-expired",
    "the cursor names events that this store does not have; begin again without one",
  );
}
