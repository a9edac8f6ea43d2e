import type { EventsInput } from "@relance/spec";
import type { Row, Sql } from "./sql.ts";
import type { Statement } from "./statement.ts";

/** Event numbers that a process takes from the sequence at once. */
export const EVENT_BLOCK = 64;

/** Sequences whose numbers a process takes in blocks, and the size of a block. */
export const ID_BLOCKS = {
  enrollment_ids: 1_000,
  attempt_ids: 1_000,
  raw_ids: 100,
  acknowledgement_ids: 100,
  refusal_ids: 100,
} as const;

export type IdKind = keyof typeof ID_BLOCKS;

/** Sequences of numbers that others see: those of recipients, messages and events. */
export const OUTER_SEQUENCES = ["enrollment_ids", "attempt_ids", "event_ids"] as const;

/** A claim's limit and start position in a queue. */
export interface QueueShare {
  /** The queue. */
  readonly id: number;
  /** Recipients with a higher `sendOrder` wait for the pilot. */
  readonly releasedThrough: number;
  readonly most: number;
  readonly dueAt: number;
  readonly sendOrder: number;
}

/** A page of events to read. */
export interface EventQuery extends EventsInput {
  /** Columns of `v`, a row of events, and of `join`; its number first. */
  readonly fields: string;
  readonly join: string;
  /** The store's identity: part of every cursor. */
  readonly incarnation: string;
}

/** Which recipients a claim looks for. */
export interface ReadyQuery {
  readonly now: number;
  readonly sendBudgetMs: number;
  readonly shares: readonly QueueShare[];
  /** Maximum number of recipients in all. */
  readonly slots: number;
  readonly skipsLocked: boolean;
}

/** When a queue can be claimed from again. */
export interface NextReadyQuery {
  readonly queues: readonly {
    readonly id: number;
    readonly releasedThrough: number;
    /** Recipients due earlier were claimed, or are locked by another transaction. */
    readonly from: number;
    /** When the queue's rate allows the next message. */
    readonly opensAt: number;
  }[];
  /** Recipients with an earlier deadline are left out. */
  readonly latest: number;
}

/** The database-specific part of a store. Everything else is shared. */
export interface Driver {
  /** Returns the first numbers of new blocks. No number is ever assigned twice. */
  blocks(sql: Sql, kind: IdKind, count: number): Promise<readonly number[]>;
  /**
   * Rows whose second column is the first of {@link EVENT_BLOCK} numbers. Numbers ascend in the order in which
   * recipients' rows were locked, so that a recipient's events ascend across processes.
   */
  drawEvents(sql: Sql, blocks: number): Promise<Row[]>;
  /** The highest assigned number of {@link OUTER_SEQUENCES}, or higher. */
  lastNumber(sql: Sql): Promise<number>;
  /** Raises {@link OUTER_SEQUENCES} to at least `from`. */
  startNumbers(sql: Sql, from: number): Promise<void>;
  /** Collects what a transaction writes at its end. */
  statement(sql: Sql): Statement;
  /** Locks until the transaction ends: `shared` for enrolling, `alone` for storing items about unknown recipients. */
  holdArrivals(sql: Sql, mode: "shared" | "alone"): Promise<void>;
  /** Prevents until the transaction ends that a process starts to work. */
  holdWorkers(sql: Sql): Promise<void>;
  /** Prevents until the transaction ends that another one assigns reply codes on these phones. */
  holdPhones(sql: Sql, hashes: readonly number[]): Promise<void>;
  /** Events in an order without gaps. @throws {StoreError} `events/cursor-expired` */
  eventPage(sql: Sql, query: EventQuery): Promise<{ readonly rows: readonly Row[]; readonly cursor: string }>;
  /**
   * Locks due recipients, in the order of the queues and of each queue's `due_at, send_order`, at most its share of
   * each. Columns: the hot row, then those of `PERSON`.
   */
  readyRows(sql: Sql, query: ReadyQuery): Promise<readonly Row[]>;
  /** When the first released recipient of these queues is due and the queue open. */
  nextReadyAt(sql: Sql, query: NextReadyQuery): Promise<number | undefined>;
  /** @throws {StoreError} `store/schema-too-new` after a migration that is incompatible with this program */
  checkReadable(sql: Sql): Promise<void>;
}
