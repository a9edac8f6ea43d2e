import type { Page } from "@relance/spec";
import type { StoredRow } from "./sql.ts";

/** Returns a page of rows with ascending ids. A page with fewer rows than `limit` is the last one. */
export function toPage<S extends { readonly id: number }, T>(
  found: readonly S[],
  limit: number,
  rowOf: (found: S) => T,
  prefix = "",
): Page<T> {
  const last = found.at(-1);
  const isLast = last === undefined || found.length < limit;
  return { rows: found.map(rowOf), cursor: isLast ? undefined : `${prefix}${last.id}` };
}

export type PageEnd = StoredRow<"through" | "seen">;

/** SQL: the highest id of the first `limit` rows, and the number of these rows. */
export const pageEnd = (rows: string, limit: number | string): string =>
  `select coalesce(max(id), 0) as through, count(*) as seen from (select id from ${rows} order by id limit ${limit}) page`;

/** Parses the position of a scan: a row (`outbox 4711`) or the start of a table (`outbox`). */
export function placeAmong<T extends string>(
  tables: readonly T[],
  cursor: string = "",
): { readonly table: T; readonly through: string } | undefined {
  const [name, through = ""] = cursor.split(" ");
  const table = tables.find((one) => one === name);
  return table && { table, through };
}

/** Returns the cursor after a row, or at the start of the next table; `undefined` after the last table. */
export function cursorBehind<T extends string>(
  tables: readonly T[],
  table: T,
  through: number | string | undefined,
): string | undefined {
  return through === undefined ? tables[tables.indexOf(table) + 1] : `${table} ${through}`;
}
