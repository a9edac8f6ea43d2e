import type { ClaimedRow, EnrollRow } from "@relance/spec";
import { type OpenSqliteOptions, openSqlite, type SyncStore } from "@relance/store-sqlite/embedded";
import { definition, rows, START } from "./audience.ts";

/** A store whose clock the test moves. */
export interface World {
  readonly store: SyncStore;
  now: number;
  /** A running campaign with these people. */
  start(people: readonly EnrollRow[] | number, name?: string): number;
  /** Claims up to `slots` messages of one provider. */
  claim(provider: string, slots?: number, worker?: string): readonly ClaimedRow[];
  /** The far end takes these messages. */
  accept(claimed: readonly ClaimedRow[]): void;
  /** Moves time, and lets it take effect. */
  pass(ms: number): void;
}

export function openWorld(options: Partial<OpenSqliteOptions> = {}): World {
  const store = openSqlite({ file: ":memory:", now: () => world.now, liveNow: () => 1, ...options });
  const world: World = {
    store,
    now: START,
    start(people, name = "campaign") {
      const { campaign, version } = store.define(definition(name));
      const all = typeof people === "number" ? rows(people) : people;
      store.enroll({ campaign, version, importId: "file", seq: 0, rows: all, refused: [] });
      store.seal({ campaign, importId: "file", chunks: 1 });
      return campaign;
    },
    claim: (provider, slots = 64, worker = "worker") =>
      store.claim({ worker, wants: [{ provider, slots, sendBudgetMs: 10_000 }] }).claimed,
    accept(claimed) {
      store.settle(
        "worker",
        claimed.map(({ attemptId }) => ({ attemptId, kind: "accepted", ref: `ref-${attemptId}` })),
      );
    },
    pass(ms) {
      world.now += ms;
      store.fold();
      while (store.expire().more);
      while (store.escalate().more);
    },
  };
  store.open();
  return world;
}
