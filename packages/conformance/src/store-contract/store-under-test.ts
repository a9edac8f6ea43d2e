import type { CallerDb, Store } from "@relance/spec";
import type { ContractClock } from "./contract-clock.ts";

/** An empty, opened store that ends with its test. */
export interface StoreUnderTest extends AsyncDisposable {
  readonly store: Store;
  readonly clock: ContractClock;
  /** Begins a transaction of an application's own, on a connection of its own. Absent = the store has no `deposit`. */
  readonly begin?: (() => Promise<CallerTransaction>) | undefined;
}

/** A transaction that the store did not begin. */
export interface CallerTransaction {
  readonly db: CallerDb;
  commit(): Promise<void>;
  rollback(): Promise<void>;
}

/** Opens a new, empty store for one test. */
export type OpenStore = () => Promise<StoreUnderTest>;
