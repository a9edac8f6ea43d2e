import type { CallerDb, Store } from "@relance/spec";
import type { ContractClock } from "./contract-clock.ts";

/** An empty, opened store that ends with its test. */
export interface StoreUnderTest extends AsyncDisposable {
  readonly store: Store;
  readonly clock: ContractClock;
  /** Begins a transaction of an application's own, on a connection of its own. Absent = the store has no `deposit`. */
  readonly begin?: (() => Promise<CallerTransaction>) | undefined;
  /** Opens the same store as one more process would; it closes with this. Absent = the store is of one process alone. */
  readonly beside?: (() => Promise<Store>) | undefined;
}

/** A transaction that the store did not begin. */
export interface CallerTransaction {
  readonly db: CallerDb;
  commit(): Promise<void>;
  rollback(): Promise<void>;
}

/** Opens a new, empty store for one test; with `isShared` one that `beside` can open too. */
export type OpenStore = (how?: { readonly isShared: boolean }) => Promise<StoreUnderTest>;
