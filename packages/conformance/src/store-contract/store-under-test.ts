import type { Store } from "@relance/spec";
import type { ContractClock } from "./contract-clock.ts";

/** An empty, opened store that ends with its test. */
export interface StoreUnderTest extends AsyncDisposable {
  readonly store: Store;
  readonly clock: ContractClock;
}

/** Opens a new, empty store for one test. */
export type OpenStore = () => Promise<StoreUnderTest>;
