import type { Ledger } from "./read.ts";

export type TransferredValue = string | number | null | Uint8Array;

export interface TransferredTable {
  readonly table: string;
  readonly columns: readonly string[];
  readonly batches: Iterable<readonly (readonly TransferredValue[])[]>;
}

/** A store that is being moved. No process can open the store until {@link undo}. */
export interface Departure extends Disposable {
  /** Identity of the store, which the new store adopts, so that cursors and links stay valid. */
  readonly incarnation: string;
  readonly numbersFrom: number;
  readonly ledgers: readonly Ledger[];
  readonly rows: number;
  /** All tables, referenced tables first. May be called again. */
  tables(): Iterable<TransferredTable>;
  /** Records that the move succeeded. Opening this store then fails, and the error names the new store. */
  done(): Promise<void>;
  /** Records that the move failed, so that the store can be opened again. */
  undo(): Promise<void>;
}

export interface Arrival {
  readonly rows: Readonly<Record<string, number>>;
  readonly isRepeated: boolean;
}
