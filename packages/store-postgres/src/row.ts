import type { Enrollment } from "@relance/rules";
import { numbers } from "./literals.ts";
import type { Row } from "./sql.ts";
import type { Statement } from "./statement.ts";

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

/** Columns, the fields that they are, and their types, in the order in which rows are read and compared. */
const COLUMNS: readonly (readonly [string, Exclude<keyof HotRow, "stored">, string])[] = [
  ["id", "id", "bigint"],
  ["campaign", "campaign", "int"],
  ["version", "version", "int"],
  ["lane", "lane", "int"],
  ["ord", "ord", "int"],
  ["ver", "ver", "int"],
  ["code", "code", "smallint"],
  ["last_attempt", "lastAttempt", "bigint"],
  ["last_event", "lastEvent", "bigint"],
  ["last_ack", "lastAck", "bigint"],
  ["state", "state", "smallint"],
  ["phase", "phase", "smallint"],
  ["epoch", "epoch", "int"],
  ["step", "step", "smallint"],
  ["position", "position", "smallint"],
  ["due_at", "dueAt", "bigint"],
  ["attempt", "attempt", "bigint"],
  ["contact", "contact", "smallint"],
  ["bits", "bits", "smallint"],
  ["tries", "tries", "smallint"],
  ["claims", "claims", "smallint"],
  ["tried", "tried", "int"],
  ["since", "since", "bigint"],
  ["wait_until", "waitUntil", "bigint"],
  ["strength", "strength", "smallint"],
  ["has", "has", "int"],
  ["opted_out", "optedOut", "int"],
  ["dead", "dead", "int"],
  ["steps", "steps", "int"],
  ["deadline", "deadline", "bigint"],
  ["cause", "cause", "smallint"],
  ["flags", "flags", "smallint"],
];

/** Numbers in a hot row. */
export const HOT_WIDTH: number = COLUMNS.length;

/** Columns in the order that {@link hotRow} reads, of the table alias `e`. */
export const HOT_COLUMNS: string = COLUMNS.map(([column]) => `e.${column}`).join(", ");

/** Reads the first columns of a row. */
export function hotRow(row: Row): HotRow {
  const stored = row.slice(0, HOT_WIDTH) as number[];
  const [id = 0, campaign = 0, version = 0, lane = 0, ord = 0, ver = 0, code = 0] = stored;
  return {
    id,
    campaign,
    version,
    lane,
    ord,
    ver,
    code,
    lastAttempt: stored[7] as number,
    lastEvent: stored[8] as number,
    lastAck: stored[9] as number,
    state: stored[10] as number,
    phase: stored[11] as number,
    epoch: stored[12] as number,
    step: stored[13] as number,
    position: stored[14] as number,
    dueAt: stored[15] as number,
    attempt: stored[16] as number,
    contact: stored[17] as number,
    bits: stored[18] as number,
    tries: stored[19] as number,
    claims: stored[20] as number,
    tried: stored[21] as number,
    since: stored[22] as number,
    waitUntil: stored[23] as number,
    strength: stored[24] as number,
    has: stored[25] as number,
    optedOut: stored[26] as number,
    dead: stored[27] as number,
    steps: stored[28] as number,
    deadline: stored[29] as number,
    cause: stored[30] as number,
    flags: stored[31] as number,
    stored,
  };
}

/** Writes what changed since the rows were read: the columns that changed in any of them, of those that changed at all. */
export function writeChanged(statement: Statement, rows: Iterable<HotRow>): void {
  let mask = 0;
  const changed: HotRow[] = [];
  for (const row of rows) {
    let own = 0;
    for (let place = 0; place < HOT_WIDTH; place++) {
      if (row[fieldAt(place)] !== row.stored[place]) own |= 1 << place;
    }
    if (own === 0) continue;
    mask |= own;
    changed.push(row);
  }
  if (changed.length === 0) return;
  const places = COLUMNS.map((_, place) => place).filter((place) => (mask & (1 << place)) !== 0);
  const names = places.map((place) => COLUMNS[place]?.[0] ?? "id");
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
  const arrays = COLUMNS.map((_, place) => bound(statement, rows, place));
  const buckets = `${statement.bind(numbers(rows.map(bucketOf)))}::smallint[]`;
  statement.part(`insert into enrollments (${COLUMNS.map(([column]) => column).join(", ")}, bucket)
    select * from unnest(${arrays.join(", ")}, ${buckets})`);
  for (const row of rows) {
    COLUMNS.forEach(([, field], place) => {
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
  return `${statement.bind(numbers(rows.map((row) => row[field])))}::${COLUMNS[place]?.[2] ?? "bigint"}[]`;
}

function fieldAt(place: number): Exclude<keyof HotRow, "stored"> {
  return COLUMNS[place]?.[1] ?? "id";
}
