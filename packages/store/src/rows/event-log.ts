import { causeNumber } from "@relance/rules";
import { type Cause, type EventKind, StoreError } from "@relance/spec";
import { type Driver, EVENT_BLOCK, type EventQuery } from "./driver.ts";
import { kindNumber, REFUSED } from "./event-rows.ts";
import type { HotRow } from "./hot-row.ts";
import { type Cell, numbersIn, type Row, type Sql, splitColumns } from "./sql.ts";
import type { Statement } from "./statement.ts";

const EVENT_COLUMNS = splitColumns(`id bigint, enrollment bigint, at bigint, attempt bigint, prev bigint, source bigint,
  campaign int, ver int, provider int, extra int, kind smallint, step smallint, cause smallint, content text`);

interface CampaignEventDetails {
  readonly provider?: number;
  readonly cause?: Cause;
  readonly steering?: string | null;
}

const [ID, PREV] = [0, 4];

/** Collects a transaction's events, which get their numbers at the end, when all rows are locked. */
export class EventLog {
  readonly #at: number;
  /** The columns of each event. The number and the previous event are added last. */
  #events: Cell[][] = [];
  #rows: (HotRow | undefined)[] = [];
  #blocks: number[] = [];

  constructor(at: number) {
    this.#at = at;
  }

  get size(): number {
    return this.#events.length;
  }

  add(
    row: HotRow,
    kind: EventKind,
    attempt: number,
    step: number,
    provider: number,
    cause: number,
    extra: number,
    source = 0,
    content: string | null = null,
  ): void {
    row.ver += 1;
    const columns = [row.campaign, row.ver, provider, extra, kindNumber(kind), step, cause, content];
    this.#events.push([0, row.id, this.#at, attempt, 0, source, ...columns]);
    this.#rows.push(row);
  }

  /** `order` is the word of the author, or the number of a seal. `steering` is the change to the queues. */
  addCampaign(campaign: number, kind: EventKind, order = 0, about: CampaignEventDetails = {}): void {
    const { provider = 0, cause = "none", steering = null } = about;
    this.#addOther([0, campaign, 0, provider, order, kindNumber(kind), 0, causeNumber(cause), steering]);
  }

  addRefusal(campaign: number, refusal: number, reason: number): void {
    this.#addOther([refusal, campaign, 0, 0, reason, REFUSED, 0, 0, null]);
  }

  #addOther(columns: readonly Cell[]): void {
    this.#events.push([0, 0, this.#at, 0, 0, ...columns]);
    this.#rows.push(undefined);
  }

  /**
   * Draws numbers for events with, or directly after, the statement that locks the recipients, which saves a round
   * trip. An embedded database has no round trips, and a claim without recipients writes nothing there.
   */
  static async draw(driver: Driver, sql: Sql, count: number): Promise<Row[]> {
    return driver.hasOneWriter ? [] : driver.drawEvents(sql, Math.ceil(count / EVENT_BLOCK));
  }

  reserve(drawn: readonly Row[]): void {
    this.#blocks.push(...numbersIn(drawn, 1));
  }

  /** Discards the reserved event numbers. Must be called when a row is locked after the reservation. */
  forget(): void {
    this.#blocks = [];
  }

  /** Numbers the events. Rows reference their last event, so they are written afterwards. */
  async number(driver: Driver, sql: Sql): Promise<void> {
    if (this.#events.length === 0) return;
    const missing = this.#events.length - this.#blocks.length * EVENT_BLOCK;
    if (missing > 0) this.reserve(await driver.drawEvents(sql, Math.ceil(missing / EVENT_BLOCK)));
    const used = this.#blocks.splice(0, Math.ceil(this.#events.length / EVENT_BLOCK));
    this.#events.forEach((event, place) => {
      const id = (used[Math.floor(place / EVENT_BLOCK)] ?? 0) + (place % EVENT_BLOCK);
      const row = this.#rows[place];
      event[ID] = id;
      if (row === undefined) return;
      event[PREV] = row.lastEvent;
      row.lastEvent = id;
    });
  }

  write(statement: Statement): void {
    if (this.#events.length === 0) return;
    statement.insert("events", EVENT_COLUMNS, this.#events);
    this.#events = [];
    this.#rows = [];
  }
}

const LAST = "select coalesce(max(id), 0) from events";

/** For databases with one writer, in which event numbers ascend in commit order. @throws {StoreError} */
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

/** Returns the last event number of a cursor from {@link eventsByNumber}; `undefined` for another store's cursor. */
export function eventNumberIn(incarnation: string, cursor: string): number | undefined {
  const dot = cursor.lastIndexOf(".");
  const place = cursor.slice(dot + 1);
  return cursor.slice(0, dot) === incarnation && /^\d{1,15}$/.test(place) ? Number(place) : undefined;
}

export function cursorExpired(): StoreError {
  return new StoreError(
    "events/cursor-expired",
    "the cursor names events that this store does not have; start again without a cursor",
  );
}
