import { HOT_FIELDS, type HotField, type HotRow, hotRow } from "@relance/store-kit";
import { numbers } from "../transaction/literals.ts";
import type { Row } from "../transaction/sql.ts";
import type { Statement } from "../transaction/statement.ts";

const INT = "campaign version lane ord ver epoch tried has opted_out dead steps".split(" ");
const SMALLINT = "code state phase step position contact bits tries claims strength cause flags zone".split(
  " ",
);

const TYPES = HOT_FIELDS.map(([column]) =>
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
    (place) => place > 0 && (mask & (1 << (place - 1))) !== 0,
  );
  const names = places.map((place) => HOT_FIELDS[place]?.[0] ?? "id");
  const sets = names.map((name) => `${name} = u.${name}`).join(", ");
  const arrays = [0, ...places].map((place) => bound(statement, changed, place));
  statement.part(`update enrollments e set ${sets} from unnest(${arrays.join(", ")}) u (id, ${names.join(", ")})
    where e.id = u.id`);
  for (const row of changed) {
    for (const place of places) row.stored[place] = row[fieldAt(place)];
  }
}

/** Writes new rows. */
export function writeNew(statement: Statement, rows: readonly HotRow[]): void {
  if (rows.length === 0) return;
  const arrays = HOT_FIELDS.map((_, place) => bound(statement, rows, place));
  const buckets = `${statement.bind(numbers(rows.map(bucketOf)))}::smallint[]`;
  statement.part(`insert into enrollments (${HOT_FIELDS.map(([column]) => column).join(", ")}, bucket)
    select * from unnest(${arrays.join(", ")}, ${buckets})`);
  for (const row of rows) {
    HOT_FIELDS.forEach(([, field], place) => {
      row.stored[place] = row[field];
    });
  }
}

/** Where a person's rows would live if the tables were sharded. */
export function bucketOf({ ord }: Pick<HotRow, "ord">): number {
  return ord & 1_023;
}

function bound(statement: Statement, rows: readonly HotRow[], place: number): string {
  const field = fieldAt(place);
  return `${statement.bind(numbers(rows.map((row) => row[field])))}::${TYPES[place] ?? "bigint"}[]`;
}

function fieldAt(place: number): HotField {
  return HOT_FIELDS[place]?.[1] ?? "id";
}
