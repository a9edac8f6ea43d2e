import { HOT_FIELDS, type HotRow, hotRow } from "@relance/store";
import type { Sql } from "../transaction/sql.ts";

/** Columns in the order that {@link hotRow} reads. */
export const HOT_COLUMNS: string = HOT_FIELDS.map(([column]) => column).join(", ");

const SELECT = `select ${HOT_COLUMNS} from enrollments where id = ?`;

export function readHot(sql: Sql, id: number): HotRow | undefined {
  const row = sql.row(SELECT, id);
  return row === undefined ? undefined : hotRow(row);
}

/** Statements by the set of columns that changed: few sets occur, and each writes no more than it must. */
const updates = new Map<number, string>();

function updateOf(mask: number): string {
  let text = updates.get(mask);
  if (text === undefined) {
    const changed = HOT_FIELDS.filter((_, place) => place > 0 && (mask & (1 << (place - 1))) !== 0);
    text = `update enrollments set ${changed.map(([column]) => `${column} = ?`).join(", ")} where id = ?`;
    updates.set(mask, text);
  }
  return text;
}

/** Writes what changed since the row was read. */
export function updateHot(sql: Sql, row: HotRow): void {
  const { stored } = row;
  const values: number[] = [];
  let mask = 0;
  for (let place = 1; place < HOT_FIELDS.length; place++) {
    const field = HOT_FIELDS[place]?.[1] ?? "id";
    const value = row[field];
    if (value === stored[place]) continue;
    mask |= 1 << (place - 1);
    stored[place] = value;
    values.push(value);
  }
  if (mask === 0) return;
  values.push(row.id);
  sql.run(updateOf(mask), ...values);
}

/** Columns that a new row has a value in; the others begin at 0. */
const ARRIVAL = new Set(
  "id campaign version lane ord ver last_event state phase step position due_at has opted_out steps deadline cause zone".split(
    " ",
  ),
);
const ARRIVING = HOT_FIELDS.filter(([column]) => ARRIVAL.has(column));
const INSERT = `insert into enrollments (${ARRIVING.map(([column]) => column).join(", ")})
  values (${ARRIVING.map(() => "?").join(", ")})`;

/** Writes a new row. */
export function insertHot(sql: Sql, row: HotRow): void {
  const { stored } = row;
  const values: number[] = [];
  for (const [column, field] of HOT_FIELDS) {
    stored.push(ARRIVAL.has(column) ? row[field] : 0);
    if (ARRIVAL.has(column)) values.push(row[field]);
  }
  sql.run(INSERT, ...values);
}
