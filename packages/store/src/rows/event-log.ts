import { causeNumber } from "@relance/rules";
import { type Cause, type EventKind, StoreError } from "@relance/spec";
import { type Driver, EVENT_BLOCK, type EventQuery } from "./driver.ts";
import { kindNumber, REFUSED } from "./event-rows.ts";
import type { HotRow } from "./hot-row.ts";
import { columnsOf, numbersIn, type Row, type Sql } from "./sql.ts";
import { BulkInsert, type Statement } from "./statement.ts";

const EVENT_COLUMNS = columnsOf(`id bigint, enrollment bigint, at bigint, attempt bigint, prev bigint, source bigint,
  campaign int, ver int, provider int, extra int, kind smallint, step smallint, cause smallint, content text`);

interface Entry {
  readonly row: HotRow | undefined;
  readonly campaign: number;
  readonly ver: number;
  readonly kind: number;
  readonly attempt: number;
  readonly step: number;
  readonly provider: number;
  readonly cause: number;
  readonly extra: number;
  readonly source: number;
  readonly content: string | null;
}

/** What an event about a campaign may name. */
interface CampaignEventDetails {
  readonly provider?: number;
  readonly cause?: Cause;
  /** The change to queues, as JSON. */
  readonly steering?: string | null;
}

/** Empty columns of an event about a campaign. */
const OF_NOBODY = { row: undefined, ver: 0, attempt: 0, step: 0, provider: 0, cause: 0, source: 0, content: null };

/**
 * Events of one transaction. Events get numbers when they are written. All rows are locked by then, so that one
 * recipient's numbers ascend.
 */
export class EventLog {
  readonly #at: number;
  readonly #insert = new BulkInsert("events", EVENT_COLUMNS);
  #entries: Entry[] = [];
  #blocks: number[] = [];

  constructor(at: number) {
    this.#at = at;
  }

  /** Events without a number. */
  get size(): number {
    return this.#entries.length;
  }

  /** Adds an event about a recipient and extends the row's chain. */
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
    const about = { row, campaign: row.campaign, ver: row.ver, kind: kindNumber(kind) };
    this.#entries.push({ ...about, attempt, step, provider, cause, extra, source, content });
  }

  /**
   * Adds an event about a whole campaign; `order` is the word of its author, or the number of a seal, and `steering`
   * the change to queues.
   */
  addCampaign(campaign: number, kind: EventKind, order = 0, about: CampaignEventDetails = {}): void {
    const { provider = 0, cause = "none", steering: content = null } = about;
    const numbers = { kind: kindNumber(kind), cause: causeNumber(cause) };
    this.#entries.push({ ...OF_NOBODY, campaign, ...numbers, provider, extra: order, content });
  }

  /** Adds an event about one refused row; `reason` is a word. */
  addRefusal(campaign: number, refusal: number, reason: number): void {
    this.#entries.push({ ...OF_NOBODY, campaign, kind: REFUSED, extra: reason, source: refusal });
  }

  /** Draws numbers for events: with, or after, the statement that locks their recipients. */
  static async draw(driver: Driver, sql: Sql, count: number): Promise<Row[]> {
    return driver.drawEvents(sql, Math.ceil(count / EVENT_BLOCK));
  }

  /** Uses numbers of {@link draw}, drawn while all concerned recipients were locked. */
  reserve(drawn: readonly Row[]): void {
    this.#blocks.push(...numbersIn(drawn, 1));
  }

  /** Another row was locked: earlier numbers are not used for it. */
  forget(): void {
    this.#blocks = [];
  }

  /** Numbers the events. Precedes writing the rows, which reference their last event. */
  async number(driver: Driver, sql: Sql): Promise<void> {
    if (this.#entries.length === 0) return;
    const missing = this.#entries.length - this.#blocks.length * EVENT_BLOCK;
    if (missing > 0) this.reserve(await EventLog.draw(driver, sql, missing));
    const used = this.#blocks.splice(0, Math.ceil(this.#entries.length / EVENT_BLOCK));
    this.#entries.forEach(({ row, ...entry }, place) => {
      const id = (used[Math.floor(place / EVENT_BLOCK)] ?? 0) + (place % EVENT_BLOCK);
      const { campaign, ver, kind, attempt, step, provider, cause, extra, source, content } = entry;
      const columns = [campaign, ver, provider, extra, kind, step, cause, content];
      this.#insert.add(id, row?.id ?? 0, this.#at, attempt, row?.lastEvent ?? 0, source, ...columns);
      if (row !== undefined) row.lastEvent = id;
    });
    this.#entries = [];
  }

  write(statement: Statement): void {
    this.#insert.write(statement);
  }
}

const LAST = "select coalesce(max(id), 0) from events";

/**
 * Events by number, for databases with a single writer, where numbers ascend with commits.
 * @throws {StoreError} `events/cursor-expired`
 */
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

/**
 * The last event number in a cursor of {@link eventsByNumber}; `undefined` = the cursor is of another store or another
 * kind of store.
 */
export function eventNumberIn(incarnation: string, cursor: string): number | undefined {
  const dot = cursor.lastIndexOf(".");
  const place = cursor.slice(dot + 1);
  return cursor.slice(0, dot) === incarnation && /^\d{1,15}$/.test(place) ? Number(place) : undefined;
}

/** The error for a reader that must restart. Without the error it would miss events. */
export function cursorExpired(): StoreError {
  return new StoreError(
    "events/cursor-expired",
    "the cursor names events that this store does not have; start again without a cursor",
  );
}
