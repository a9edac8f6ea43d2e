import { setImmediate } from "node:timers/promises";
import { concurrentContract, contractClock, storeContract } from "@relance/conformance/store";
import { memoryStore } from "./memory-store.ts";

storeContract("a database in memory", async () => {
  const clock = contractClock();
  const store = memoryStore({ clock });
  await store.open();
  return { store, clock, [Symbol.asyncDispose]: () => store.close() };
});

// verbs that are called at the same moment meet between any two statements
concurrentContract("a database in memory that is waited for", async () => {
  const clock = contractClock();
  const store = memoryStore({ clock, wait: () => setImmediate() });
  await store.open();
  return { store, clock, [Symbol.asyncDispose]: () => store.close() };
});
