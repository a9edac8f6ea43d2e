import type { EventsInput } from "@relance/spec";
import type { Row, Sql } from "./sql.ts";
import type { Statement } from "./statement.ts";

/** Number of event numbers that a process takes from the sequence at a time. */
export const EVENT_BLOCK = 64;

export const ID_BLOCKS = {
  enrollment_ids: 1_000,
  attempt_ids: 1_000,
  raw_ids: 100,
  acknowledgement_ids: 100,
  refusal_ids: 100,
} as const;

export type IdKind = keyof typeof ID_BLOCKS;

/** Sequences whose numbers are visible outside the store. */
export const OUTER_SEQUENCES = ["enrollment_ids", "attempt_ids", "event_ids"] as const;

export interface QueueShare {
  readonly id: number;
  /** Recipients with a higher `sendOrder` wait until the first wave is over. */
  readonly releasedThrough: number;
  readonly most: number;
  readonly dueAt: number;
  readonly sendOrder: number;
}

export interface EventQuery extends EventsInput {
  /** The selected columns of the events `v` and of the tables in `join`. The first column is the event's number. */
  readonly fields: string;
  readonly join: string;
  readonly incarnation: string;
}

export interface ReadyQuery {
  readonly now: number;
  readonly sendBudgetMs: number;
  readonly shares: readonly QueueShare[];
  readonly slots: number;
}

export interface NextReadyQuery {
  readonly queues: readonly {
    readonly id: number;
    readonly releasedThrough: number;
    /** Start of the search. Recipients who were due earlier have been claimed, or another transaction locks them. */
    readonly from: number;
    readonly opensAt: number;
  }[];
  readonly latest: number;
}

export interface Driver {
  /** True for an embedded database with one writer: no order of rows deadlocks, and there are no round trips. */
  readonly hasOneWriter?: true;
  /** Returns the first number of each new block. No number is ever assigned twice. */
  blocks(sql: Sql, kind: IdKind, count: number): Promise<readonly number[]>;
  /**
   * Returns rows whose second column is the first number of a block of {@link EVENT_BLOCK} numbers. Numbers ascend in
   * the order in which recipients' rows are locked, so that one recipient's events ascend across processes.
   */
  drawEvents(sql: Sql, blocks: number): Promise<Row[]>;
  /** Returns the highest assigned number of {@link OUTER_SEQUENCES}, or a higher one. */
  lastNumber(sql: Sql): Promise<number>;
  startNumbers(sql: Sql, from: number): Promise<void>;
  statement(sql: Sql): Statement;
  /** Takes a lock until the transaction ends: `shared` to enroll, `alone` to store items of unknown recipients. */
  holdArrivals(sql: Sql, mode: "shared" | "alone"): Promise<void>;
  /** Prevents other processes from starting work until the transaction ends. */
  holdWorkers(sql: Sql): Promise<void>;
  /** Prevents other transactions from assigning reply codes for these phone numbers until this transaction ends. */
  holdPhones(sql: Sql, hashes: readonly number[]): Promise<void>;
  /** Returns the next events in order, without gaps. @throws {StoreError} `events/cursor-expired` */
  eventPage(sql: Sql, query: EventQuery): Promise<{ readonly rows: readonly Row[]; readonly cursor: string }>;
  /** Locks due recipients in the order of the queues, up to each queue's share. Returns hot rows and `PERSON`. */
  readyRows(sql: Sql, query: ReadyQuery): Promise<readonly Row[]>;
  /** Returns the first time at which one of these queues has a due, released recipient and permits a message. */
  nextReadyAt(sql: Sql, query: NextReadyQuery): Promise<number | undefined>;
  /** @throws {StoreError} `store/schema-too-new` after a migration that is incompatible with this program */
  checkReadable(sql: Sql): Promise<void>;
}
