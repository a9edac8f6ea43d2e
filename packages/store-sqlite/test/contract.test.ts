import { contractClock, storeContract } from "@relance/conformance/store";
import { asyncStore, openSqlite } from "../src/sync.ts";

storeContract("the SQLite store", async () => {
  const clock = contractClock();
  const sync = openSqlite({ file: ":memory:", now: clock.now, steadyNow: clock.steadyNow });
  const store = asyncStore(sync, { yield: async () => {} });
  await store.open();
  return { store, clock, [Symbol.asyncDispose]: () => store.close() };
});
