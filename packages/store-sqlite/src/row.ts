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
}

/** Columns in the order that {@link hotRow} reads. */
export const HOT_COLUMNS =
  "id, campaign, version, lane, ord, ver, code, last_attempt, last_event, last_ack, state, phase, epoch, step, position, due_at, attempt, contact, bits, tries, claims, tried, since, wait_until, strength, has, opted_out, dead, steps, deadline, cause, flags";

const SELECT = `select ${HOT_COLUMNS} from enrollments where id = ?`;

const UPDATE = `update enrollments set lane = ?, ver = ?, code = ?, last_attempt = ?, last_event = ?, last_ack = ?, state = ?, phase = ?, epoch = ?, step = ?, position = ?, due_at = ?, attempt = ?, contact = ?, bits = ?, tries = ?, claims = ?, tried = ?, since = ?, wait_until = ?, strength = ?, has = ?, opted_out = ?, dead = ?, cause = ?, flags = ? where id = ?`;

const INSERT = `insert into enrollments (${HOT_COLUMNS}) values (${HOT_COLUMNS.replaceAll(/\w+/g, "?")})`;

export function hotRow(row: Row): HotRow {
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
  };
}

export function readHot(sql: Sql, id: number): HotRow | undefined {
  const row = sql.row(SELECT, id);
  return row === undefined ? undefined : hotRow(row);
}

export function updateHot(sql: Sql, row: HotRow): void {
  sql.run(
    UPDATE,
    row.lane,
    row.ver,
    row.code,
    row.lastAttempt,
    row.lastEvent,
    row.lastAck,
    row.state,
    row.phase,
    row.epoch,
    row.step,
    row.position,
    row.dueAt,
    row.attempt,
    row.contact,
    row.bits,
    row.tries,
    row.claims,
    row.tried,
    row.since,
    row.waitUntil,
    row.strength,
    row.has,
    row.optedOut,
    row.dead,
    row.cause,
    row.flags,
    row.id,
  );
}

export function insertHot(sql: Sql, row: HotRow): void {
  sql.run(
    INSERT,
    row.id,
    row.campaign,
    row.version,
    row.lane,
    row.ord,
    row.ver,
    row.code,
    row.lastAttempt,
    row.lastEvent,
    row.lastAck,
    row.state,
    row.phase,
    row.epoch,
    row.step,
    row.position,
    row.dueAt,
    row.attempt,
    row.contact,
    row.bits,
    row.tries,
    row.claims,
    row.tried,
    row.since,
    row.waitUntil,
    row.strength,
    row.has,
    row.optedOut,
    row.dead,
    row.steps,
    row.deadline,
    row.cause,
    row.flags,
  );
}
