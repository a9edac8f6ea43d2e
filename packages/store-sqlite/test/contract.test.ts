import { contractClock, storeContract } from "@relance/conformance/store";
import { type EmbeddedStore, openSqlite } from "../src/embedded.ts";
import { tempFolder } from "./support/temp-folder.ts";

storeContract("the SQLite store", async ({ isShared } = { isShared: false }) => {
  const clock = contractClock();
  const folder = isShared ? tempFolder() : undefined;
  const file = folder?.path("relance.db") ?? ":memory:";
  const opened: EmbeddedStore[] = [];
  const beside = async () => {
    const store = openSqlite({ file, now: clock.now, steadyNow: clock.steadyNow });
    opened.push(store);
    await store.open();
    return store;
  };
  return {
    store: await beside(),
    clock,
    beside,
    async [Symbol.asyncDispose]() {
      for (const store of opened) await store.close();
      folder?.[Symbol.dispose]();
    },
  };
});
