import type { Row } from "../transaction/sql.ts";
import type { Column, ColumnType, Statement } from "../transaction/statement.ts";
import { HOT_FIELDS, type HotField, type HotRow, hotRow } from "./hot-row.ts";

const INT = "campaign version lane ord ver epoch tried has opted_out dead steps".split(" ");
const SMALLINT = "code state phase step position contact bits tries claims strength cause flags zone".split(
  " ",
);

const TYPES: readonly ColumnType[] = HOT_FIELDS.map(([column]) =>
  INT.includes(column) ? "int" : SMALLINT.includes(column) ? "smallint" : "bigint",
);

/** Numbers in a hot row. */
export const HOT_WIDTH: number = HOT_FIELDS.length;

/** Columns in the order that {@link hotRow} reads, of the table alias `e`. */
export const HOT_COLUMNS: string = HOT_FIELDS.map(([column]) => `e.${column}`).join(", ");

/** Reads the first columns of a row. */
export function firstHotRow(row: Row): HotRow {
  return hotRow(row.slice(0, HOT_WIDTH));
}

/** Writes what changed since the rows were read: the columns that changed in any of them, of those that changed at all. */
export function writeChanged(statement: Statement, rows: Iterable<HotRow>): void {
  let mask = 0;
  const changed: HotRow[] = [];
  for (const row of rows) {
    let own = 0;
    for (let place = 1; place < HOT_WIDTH; place++) {
      if (row[fieldAt(place)] !== row.stored[place]) own |= 1 << (place - 1);
    }
    if (own === 0) continue;
    mask |= own;
    changed.push(row);
  }
  if (changed.length === 0) return;
  const places = HOT_FIELDS.map((_, place) => place).filter(
    (place) => place === 0 || (mask & (1 << (place - 1))) !== 0,
  );
  statement.update(
    "enrollments",
    places.map(columnAt),
    changed.map((row) => places.map((place) => row[fieldAt(place)])),
  );
  for (const row of changed) {
    for (const place of places) row.stored[place] = row[fieldAt(place)];
  }
}

/** Writes new rows. */
export function writeNew(statement: Statement, rows: readonly HotRow[]): void {
  if (rows.length === 0) return;
  statement.insert(
    "enrollments",
    HOT_FIELDS.map((_, place) => columnAt(place)),
    rows.map((row) => HOT_FIELDS.map(([, field]) => row[field])),
  );
  for (const row of rows) {
    HOT_FIELDS.forEach(([, field], place) => {
      row.stored[place] = row[field];
    });
  }
}

function columnAt(place: number): Column {
  return [HOT_FIELDS[place]?.[0] ?? "id", TYPES[place] ?? "bigint"];
}

function fieldAt(place: number): HotField {
  return HOT_FIELDS[place]?.[1] ?? "id";
}
