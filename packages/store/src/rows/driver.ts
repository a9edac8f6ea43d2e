import type { EventsInput } from "@relance/spec";
import type { Row, Sql } from "./sql.ts";
import type { Statement } from "./statement.ts";

/** How many numbers for events one draw stands for. */
export const EVENT_BLOCK = 64;

/** Sequences whose numbers a process takes in blocks, and how many a block holds. */
export const ID_BLOCKS = {
  enrollment_ids: 1_000,
  attempt_ids: 1_000,
  raw_ids: 100,
  acknowledgement_ids: 100,
  refusal_ids: 100,
} as const;

export type IdKind = keyof typeof ID_BLOCKS;

/** Sequences whose numbers leave the house: of recipients, messages and events. */
export const OUTER_SEQUENCES = ["enrollment_ids", "attempt_ids", "event_ids"] as const;

/** How many recipients of a queue a claim takes at most, and where it begins to look. */
export interface QueueShare {
  /** The queue. */
  readonly id: number;
  /** Recipients whose `sendOrder` is not below this wait for the pilot. */
  readonly releasedThrough: number;
  readonly most: number;
  readonly dueAt: number;
  readonly sendOrder: number;
}

/** A page of events that a reader asks for. */
export interface EventQuery extends EventsInput {
  /** What is read of `v`, a row of events, and of what `join` brings; its number first. */
  readonly fields: string;
  readonly join: string;
  /** The life of the store: part of every cursor. */
  readonly incarnation: string;
}

/** Whom a claim looks for. */
export interface ReadyQuery {
  readonly now: number;
  readonly sendBudgetMs: number;
  readonly shares: readonly QueueShare[];
  /** Most recipients in all. */
  readonly slots: number;
  readonly skipsLocked: boolean;
}

/** When a queue can be claimed from again. */
export interface NextReadyQuery {
  readonly queues: readonly {
    readonly id: number;
    readonly releasedThrough: number;
    /** Recipients who were due before were taken, or are held by another transaction. */
    readonly from: number;
    /** When the queue may continue at its rate. */
    readonly opensAt: number;
  }[];
  /** Recipients whose deadline is earlier are left out. */
  readonly latest: number;
}

/** What differs in kind between databases. Everything else of a store is written once. */
export interface Driver {
  /** The first numbers of fresh blocks: no number is given twice, whichever process asks. */
  blocks(sql: Sql, kind: IdKind, count: number): Promise<readonly number[]>;
  /**
   * Rows whose second column is the first of {@link EVENT_BLOCK} numbers. Numbers ascend in the order in which
   * recipients' rows were held, so that a recipient's events ascend whichever process writes them.
   */
  drawEvents(sql: Sql, blocks: number): Promise<Row[]>;
  /** No number of {@link OUTER_SEQUENCES} that was given out is higher. */
  lastNumber(sql: Sql): Promise<number>;
  /** Numbers of {@link OUTER_SEQUENCES} continue there, where they are lower yet. */
  startNumbers(sql: Sql, from: number): Promise<void>;
  /** What a transaction gathers and writes at its end. */
  statement(sql: Sql): Statement;
  /**
   * Held until the transaction ends: `shared` by those that enroll, `alone` by those that keep facts about unknown
   * recipients.
   */
  holdArrivals(sql: Sql, mode: "shared" | "alone"): Promise<void>;
  /** Held until the transaction ends: no process begins to work meanwhile. */
  holdWorkers(sql: Sql): Promise<void>;
  /** Held until the transaction ends: no other transaction gives reply codes on these phones meanwhile. */
  holdPhones(sql: Sql, hashes: readonly number[]): Promise<void>;
  /** Events in an order in which none is skipped. @throws {StoreError} `events/cursor-expired` */
  eventPage(sql: Sql, query: EventQuery): Promise<{ readonly rows: readonly Row[]; readonly cursor: string }>;
  /**
   * Holds recipients who are due, in the order of the queues and of each queue's `due_at, send_order`: of each queue at
   * most its share. Columns: the hot row, then those of `PERSON`.
   */
  readyRows(sql: Sql, query: ReadyQuery): Promise<readonly Row[]>;
  /** When the first released recipient of these queues is due and its queue open. */
  nextReadyAt(sql: Sql, query: NextReadyQuery): Promise<number | undefined>;
  /** @throws {StoreError} `store/schema-too-new` when a migration was run that this program cannot live with */
  checkReadable(sql: Sql): Promise<void>;
}
