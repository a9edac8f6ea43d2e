/** The contract that every store passes. Needs vitest; knows nothing of providers. */
export { storeContract } from "./store-contract.ts";
export type { ContractClock, OpenStore, StoreUnderTest } from "./store-under-test.ts";
