import { type Change, type Enrollment, PHASE, place } from "@relance/rules";
import { pluck, type Row, splitColumns } from "./sql.ts";
import { type Statement, updateChanged } from "./statement.ts";
import type { VersionFacts } from "./versions.ts";

export interface HotRow extends Enrollment {
  readonly id: number;
  readonly campaign: number;
  version: number;
  queue: number;
  readonly sendOrder: number;
  ver: number;
  code: number;
  lastAttempt: number;
  lastEvent: number;
  lastAck: number;
  /** The stored values in column order. A statement may append more values. */
  stored: readonly number[];
  /** The values that the counters contain until a rule's change is saved. */
  counted: Pick<Enrollment, "state" | "cause" | "flags">;
}

/** The columns in the order in which rows are read and compared. Each column has a property of the same name. */
const COLUMNS = splitColumns(`id bigint, campaign int, version int, queue int, send_order int, ver int, code smallint,
  last_attempt bigint, last_event bigint, last_ack bigint, state smallint, phase smallint, revision int, step smallint,
  position smallint, due_at bigint, attempt bigint, contact smallint, evidence smallint, attempts_in_step smallint, claims smallint,
  tried_positions int, accepted_at bigint, wait_until bigint, strength smallint, known_contacts int, opted_out int, dead_contacts int, steps int,
  deadline bigint, cause smallint, flags smallint, zone smallint`);

export const HOT_WIDTH: number = COLUMNS.length;

/** Columns of the table alias `e`, in the order in which {@link firstHotRow} reads them. */
export const HOT_COLUMNS: string = COLUMNS.map(([column]) => `e.${column}`).join(", ");

/** SQL: recipients of the alias `e` whose messages this queue may send once they are due. */
export const readyIn = (queue: string): string => `e.phase = ${PHASE.ready} and e.queue = ${queue}`;

export const firstDue = (queue: string, and: string, from: string = "from enrollments e"): string =>
  `select e.due_at ${from} where ${readyIn(queue)} and ${and} order by e.due_at limit 1`;

/** SQL: recipients who wait for a time and nothing else. */
export const MOVED_BY_TIME: string = `phase >= ${PHASE.resolving}`;

type Stored = ReturnType<typeof listValues>;

/** Reads the first columns of a row and keeps the row. A loop over the columns would take a microsecond. */
export function firstHotRow(values: Row): HotRow {
  const v = values as Stored;
  return {
    id: v[0],
    campaign: v[1],
    version: v[2],
    queue: v[3],
    sendOrder: v[4],
    ver: v[5],
    code: v[6],
    lastAttempt: v[7],
    lastEvent: v[8],
    lastAck: v[9],
    state: v[10],
    phase: v[11],
    revision: v[12],
    step: v[13],
    position: v[14],
    dueAt: v[15],
    attempt: v[16],
    contact: v[17],
    evidence: v[18],
    attemptsInStep: v[19],
    claims: v[20],
    triedPositions: v[21],
    acceptedAt: v[22],
    waitUntil: v[23],
    strength: v[24],
    knownContacts: v[25],
    optedOut: v[26],
    deadContacts: v[27],
    steps: v[28],
    deadline: v[29],
    cause: v[30],
    flags: v[31],
    zone: v[32],
    stored: v,
    counted: { state: v[10], cause: v[30], flags: v[31] },
  };
}

function listValues(row: HotRow) {
  return [
    row.id,
    row.campaign,
    row.version,
    row.queue,
    row.sendOrder,
    row.ver,
    row.code,
    row.lastAttempt,
    row.lastEvent,
    row.lastAck,
    row.state,
    row.phase,
    row.revision,
    row.step,
    row.position,
    row.dueAt,
    row.attempt,
    row.contact,
    row.evidence,
    row.attemptsInStep,
    row.claims,
    row.triedPositions,
    row.acceptedAt,
    row.waitUntil,
    row.strength,
    row.knownContacts,
    row.optedOut,
    row.deadContacts,
    row.steps,
    row.deadline,
    row.cause,
    row.flags,
    row.zone,
  ] as const;
}

const DUE_AT = COLUMNS.findIndex(([column]) => column === "due_at");

export function wasDueAt({ stored }: HotRow): number {
  return stored[DUE_AT] ?? 0;
}

type Arrival = Parameters<typeof place>[0] & Pick<HotRow, "id" | "sendOrder">;

/** Creates the row of a new recipient, at the first step that can reach the recipient, and its events. */
export function newHotRow(
  { id, sendOrder, ...facts }: Arrival,
  { campaign, version, plan, queues }: VersionFacts,
  now: number,
  importStartedAt: number,
): { readonly row: HotRow; readonly change: Change } {
  const { row: placed, change } = place(facts, plan, now);
  const row: HotRow = {
    id,
    campaign,
    version,
    queue: queues[placed.step - 1]?.[placed.position] ?? 0,
    sendOrder,
    ver: 0,
    code: 0,
    lastAttempt: 0,
    lastEvent: 0,
    lastAck: 0,
    ...placed,
    stored: [],
    counted: placed,
  };
  // all rows of an import have one due time, so that `sendOrder` decides instead of the order of the file
  if (row.phase === PHASE.ready && row.dueAt === now) row.dueAt = importStartedAt;
  return { row, change };
}

/** Returns the queue for a recipient's position; the current queue if the position is unknown. */
export function queueFor({ queues }: VersionFacts, { step, position, queue }: HotRow): number {
  return queues[step - 1]?.[position] ?? queue;
}

export function writeChanged(statement: Statement, rows: Iterable<HotRow>): void {
  updateChanged(statement, "enrollments", COLUMNS, rows, listValues);
}

export function writeNew(statement: Statement, rows: readonly HotRow[]): void {
  if (rows.length === 0) return;
  for (const row of rows) row.stored = listValues(row);
  statement.insert("enrollments", COLUMNS, pluck(rows, "stored"));
}
