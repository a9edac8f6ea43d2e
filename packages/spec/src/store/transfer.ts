import type { Ledger } from "./read.ts";

export type TransferredValue = string | number | null | Uint8Array;

export interface TransferredTable {
  readonly table: string;
  readonly columns: readonly string[];
  readonly batches: Iterable<readonly (readonly TransferredValue[])[]>;
}

/** A store whose data is being moved. No process can open it until `undo`. */
export interface Departure extends Disposable {
  /** Identity of the store. The new store keeps this id, so that cursors and links stay valid. */
  readonly incarnation: string;
  readonly numbersFrom: number;
  readonly ledgers: readonly Ledger[];
  readonly rows: number;
  /** Yields all tables, each after the tables that it references. May be called again. */
  tables(): Iterable<TransferredTable>;
  /** Records that the move succeeded. From then on, opening this store fails with an error that names the new store. */
  done(): Promise<void>;
  /** Records that the move failed, so that the store can be opened again. */
  undo(): Promise<void>;
}

export interface Arrival {
  readonly rows: Readonly<Record<string, number>>;
  readonly isRepeated: boolean;
}
