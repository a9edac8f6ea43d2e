import type { Store } from "@relance/spec";

/** The store without its own thread, for tests, simulations and the worker thread. */
export { type EmbeddedStore, type OpenSqliteOptions, openSqlite } from "./open-sqlite.ts";

export interface YieldingOptions {
  /** Awaited before each call, so that a simulation can run other work in between. */
  readonly yield: () => Promise<void>;
}

/** Returns a store that lets other work run before each verb. */
export function yieldingStore(store: Store, options: YieldingOptions): Store {
  const verbs = Object.entries(store).filter(
    ([name, verb]) => typeof verb === "function" && name !== "open" && name !== "close",
  );
  const yielding = verbs.map(([name, verb]) => [
    name,
    async (...input: readonly unknown[]) => {
      await options.yield();
      return (verb as (...input: readonly unknown[]) => unknown)(...input);
    },
  ]);
  return { ...store, ...Object.fromEntries(yielding) };
}
