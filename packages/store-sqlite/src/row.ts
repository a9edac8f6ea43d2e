import type { Enrollment } from "@relance/rules";
import type { Row, Sql } from "./sql.ts";

/** The hot row: what rules decide on, and where the person's chains begin. */
export interface HotRow extends Enrollment {
  readonly id: number;
  readonly campaign: number;
  readonly version: number;
  lane: number;
  readonly ord: number;
  /** Events so far. */
  ver: number;
  code: number;
  lastAttempt: number;
  lastEvent: number;
  lastAck: number;
  /** What the database holds of this row, in the order of {@link COLUMNS}. */
  readonly stored: number[];
}

/** Columns and the fields that they are, in the order in which rows are read and compared. */
const COLUMNS: readonly (readonly [string, Exclude<keyof HotRow, "stored">])[] = [
  ["id", "id"],
  ["campaign", "campaign"],
  ["version", "version"],
  ["lane", "lane"],
  ["ord", "ord"],
  ["ver", "ver"],
  ["code", "code"],
  ["last_attempt", "lastAttempt"],
  ["last_event", "lastEvent"],
  ["last_ack", "lastAck"],
  ["state", "state"],
  ["phase", "phase"],
  ["epoch", "epoch"],
  ["step", "step"],
  ["position", "position"],
  ["due_at", "dueAt"],
  ["attempt", "attempt"],
  ["contact", "contact"],
  ["bits", "bits"],
  ["tries", "tries"],
  ["claims", "claims"],
  ["tried", "tried"],
  ["since", "since"],
  ["wait_until", "waitUntil"],
  ["strength", "strength"],
  ["has", "has"],
  ["opted_out", "optedOut"],
  ["dead", "dead"],
  ["steps", "steps"],
  ["deadline", "deadline"],
  ["cause", "cause"],
  ["flags", "flags"],
];

/** Columns in the order that {@link hotRow} reads. */
export const HOT_COLUMNS: string = COLUMNS.map(([column]) => column).join(", ");

const SELECT = `select ${HOT_COLUMNS} from enrollments where id = ?`;

export function hotRow(row: Row): HotRow {
  const stored = row as number[];
  return {
    id: row[0] as number,
    campaign: row[1] as number,
    version: row[2] as number,
    lane: row[3] as number,
    ord: row[4] as number,
    ver: row[5] as number,
    code: row[6] as number,
    lastAttempt: row[7] as number,
    lastEvent: row[8] as number,
    lastAck: row[9] as number,
    state: row[10] as number,
    phase: row[11] as number,
    epoch: row[12] as number,
    step: row[13] as number,
    position: row[14] as number,
    dueAt: row[15] as number,
    attempt: row[16] as number,
    contact: row[17] as number,
    bits: row[18] as number,
    tries: row[19] as number,
    claims: row[20] as number,
    tried: row[21] as number,
    since: row[22] as number,
    waitUntil: row[23] as number,
    strength: row[24] as number,
    has: row[25] as number,
    optedOut: row[26] as number,
    dead: row[27] as number,
    steps: row[28] as number,
    deadline: row[29] as number,
    cause: row[30] as number,
    flags: row[31] as number,
    stored,
  };
}

export function readHot(sql: Sql, id: number): HotRow | undefined {
  const row = sql.row(SELECT, id);
  return row === undefined ? undefined : hotRow(row);
}

/** Statements by the set of columns that changed: few sets occur, and each writes no more than it must. */
const updates = new Map<number, string>();

function updateOf(mask: number): string {
  let text = updates.get(mask);
  if (text === undefined) {
    const changed = COLUMNS.filter((_, place) => (mask & (1 << place)) !== 0);
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
  for (let place = 0; place < COLUMNS.length; place++) {
    const field = COLUMNS[place]?.[1] ?? "id";
    const value = row[field];
    if (value === stored[place]) continue;
    mask |= 1 << place;
    stored[place] = value;
    values.push(value);
  }
  if (mask === 0) return;
  values.push(row.id);
  sql.run(updateOf(mask), ...values);
}

/** Columns that a new row has a value in; the others begin at 0. */
const ARRIVAL = new Set(
  "id campaign version lane ord ver last_event state phase step position due_at has opted_out steps deadline cause".split(
    " ",
  ),
);
const ARRIVING = COLUMNS.filter(([column]) => ARRIVAL.has(column));
const INSERT = `insert into enrollments (${ARRIVING.map(([column]) => column).join(", ")})
  values (${ARRIVING.map(() => "?").join(", ")})`;

/** Writes a new row. */
export function insertHot(sql: Sql, row: HotRow): void {
  const { stored } = row;
  const values: number[] = [];
  for (const [column, field] of COLUMNS) {
    stored.push(ARRIVAL.has(column) ? row[field] : 0);
    if (ARRIVAL.has(column)) values.push(row[field]);
  }
  sql.run(INSERT, ...values);
}
