import { StoreError } from "@relance/spec";
import type { EventQuery } from "@relance/store";
import type { SqliteSql } from "../transaction/sql.ts";

const BOUNDS = `select coalesce((select min(id) from events), 0), coalesce((select max(id) from events), 0)`;

/** Events in the order of their numbers, which is that of their commits. @throws {StoreError} `events/cursor-expired` */
export async function eventPage<T extends { readonly id: number }>(
  sql: SqliteSql,
  { fields, join, incarnation, cursor, campaign, limit }: EventQuery,
): Promise<{ readonly rows: readonly T[]; readonly cursor: string }> {
  const from = cursor === undefined || cursor === "" ? 0 : placeOf(sql, incarnation, cursor);
  const page = `select ${fields} from events v ${join} where v.id > $1 and ($2 is null or v.campaign = $2)
    order by v.id limit $3`;
  const rows = await sql.all<T>(page, from, campaign ?? null, limit);
  return { rows, cursor: `${incarnation}.${rows.at(-1)?.id ?? from}` };
}

/** A cursor of another life of this store, or of events that are gone, is an error, never silence. */
function placeOf(sql: SqliteSql, incarnation: string, cursor: string): number {
  const dot = cursor.lastIndexOf(".");
  const place = Number(cursor.slice(dot + 1));
  const [first = 0, last = 0] = (sql.native(BOUNDS)[0] ?? []).map(Number);
  const isKnown = cursor.slice(0, dot) === incarnation && Number.isSafeInteger(place) && dot > 0;
  if (!isKnown || place > last || (place > 0 && place < first - 1)) {
    throw new StoreError(
      "events/cursor-expired",
      "the cursor names events that this store does not have; begin again without one",
    );
  }
  return place;
}
