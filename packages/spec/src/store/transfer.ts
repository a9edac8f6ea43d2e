import type { Ledger } from "./read.ts";

/** What stands in a cell on its way from one store to another. */
export type TransferredValue = string | number | null | Uint8Array;

/** One table, read while it travels: nothing holds all of it. */
export interface TransferredTable {
  readonly table: string;
  readonly columns: readonly string[];
  /** Rows in the order of their keys, some thousands at a time. */
  readonly batches: Iterable<readonly (readonly TransferredValue[])[]>;
}

/**
 * A store that everything leaves. No process can write to it any more, or open it, until {@link undo}. Disposed of
 * before either is said, it stays as it is, and another departure continues.
 */
export interface Departure extends Disposable {
  /** Names the store's life, which continues elsewhere: cursors and links stay good. */
  readonly incarnation: string;
  /** As in {@link StoreInfo}. */
  readonly numbersFrom: number;
  readonly ledgers: readonly Ledger[];
  /** Of all tables together. */
  readonly rows: number;
  /** Every table, those that others refer to first. May be asked again. */
  tables(): Iterable<TransferredTable>;
  /** It has arrived: a process that opens the store from now on is told where. */
  done(): Promise<void>;
  /** It has certainly not arrived: the store may be opened again. */
  undo(): Promise<void>;
}

/** What came in. */
export interface Arrival {
  /** Rows by table. */
  readonly rows: Readonly<Record<string, number>>;
  /** It had arrived before; nothing was written now. */
  readonly isRepeated: boolean;
}
