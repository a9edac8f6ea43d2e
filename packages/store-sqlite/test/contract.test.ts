import { contractClock, storeContract } from "@relance/conformance/store";
import { afterAll, expect, it } from "vitest";
import { type EmbeddedStore, openSqlite } from "../src/embedded.ts";
import { recordStatements, scansIn } from "./support/scans.ts";
import { tempFolder } from "./support/temp-folder.ts";

const recorded = recordStatements();
afterAll(() => recorded.stop());

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

it("reads no table of recipients, messages or answers from its beginning to its end", () => {
  expect(recorded.statements.size).toBeGreaterThan(300);
  expect(scansIn(recorded.statements)).toEqual([]);
});
