import type { Store } from "@relance/spec";

/** The store's own clock, in the hands of the tests (R12): the store must take every instant from it, leases included. */
export interface ContractClock {
  /** Milliseconds since 1970. */
  now(): number;
  advance(ms: number): void;
}

/** An empty, opened store that ends with its test. */
export interface StoreUnderTest extends AsyncDisposable {
  readonly store: Store;
  readonly clock: ContractClock;
}

/** Opens a new, empty store for one test. */
export type OpenStore = () => Promise<StoreUnderTest>;
