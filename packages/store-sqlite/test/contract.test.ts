import { storeContract } from "@relance/conformance/store";
import { asyncStore, openSqlite } from "../src/sync.ts";

storeContract("the SQLite store", async () => {
  let now = Date.UTC(2026, 0, 5, 8);
  const sync = openSqlite({ file: ":memory:", now: () => now });
  const store = asyncStore(sync, { yield: async () => {} });
  await store.open();
  return {
    store,
    clock: {
      now: () => now,
      advance(ms) {
        now += ms;
      },
    },
    [Symbol.asyncDispose]: () => store.close(),
  };
});
