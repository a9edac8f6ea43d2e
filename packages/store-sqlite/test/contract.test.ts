import { contractClock, storeContract } from "@relance/conformance/store";
import { openSqlite } from "../src/embedded.ts";

storeContract("the SQLite store", async () => {
  const clock = contractClock();
  const store = openSqlite({ file: ":memory:", now: clock.now, steadyNow: clock.steadyNow });
  await store.open();
  return { store, clock, [Symbol.asyncDispose]: () => store.close() };
});
