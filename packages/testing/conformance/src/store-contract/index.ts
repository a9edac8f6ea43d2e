export { concurrentContract } from "./concurrent-contract.ts";
export { storeContract } from "./store-contract.ts";
export type { CallerTransaction, OpenStore, StoreUnderTest } from "./store-under-test.ts";
export { type ContractClock, contractClock } from "./store-under-test.ts";
