import type { Ledger } from "./read.ts";

/** The value of one column during a move between stores. */
export type TransferredValue = string | number | null | Uint8Array;

/** One table, streamed during the move. */
export interface TransferredTable {
  readonly table: string;
  readonly columns: readonly string[];
  /** Rows in the order of their keys, some thousands per batch. */
  readonly batches: Iterable<readonly (readonly TransferredValue[])[]>;
}

/**
 * A store that is being moved away. No process can open or write to the store until {@link undo}. If disposed before
 * {@link done} or {@link undo}, it stays closed, and another departure resumes.
 */
export interface Departure extends Disposable {
  /** The store's identity. The new store takes it over, so that cursors and links stay valid. */
  readonly incarnation: string;
  /** The same number as in {@link StoreInfo}. */
  readonly numbersFrom: number;
  readonly ledgers: readonly Ledger[];
  /** Number of rows in all tables. */
  readonly rows: number;
  /** Every table, those to which others refer first. May be called again. */
  tables(): Iterable<TransferredTable>;
  /** The move succeeded: later openings report the new place. */
  done(): Promise<void>;
  /** The move certainly failed: the store may be opened again. */
  undo(): Promise<void>;
}

export interface Arrival {
  /** Rows by table. */
  readonly rows: Readonly<Record<string, number>>;
  /** The data had arrived before, and nothing was written now. */
  readonly isRepeated: boolean;
}
