import type { Store } from "@relance/spec";
import { type SyncStore, VERBS } from "./sync-store.ts";

export interface AsyncStoreOptions {
  /** Awaited before each verb: where a simulation lets others run. */
  readonly yield: () => Promise<void>;
}

/** A {@link Store} over the synchronous half in the same thread: for tests and the simulation. */
export function asyncStore(sync: SyncStore, options: AsyncStoreOptions): Store {
  const verbs = VERBS.map((verb) => [
    verb,
    async (...input: unknown[]) => {
      await options.yield();
      return (sync[verb] as (...input: unknown[]) => unknown)(...input);
    },
  ]);
  return {
    kind: sync.kind,
    open: async () => sync.open(),
    close: async () => sync.close(),
    ...Object.fromEntries(verbs),
  } as Store;
}
