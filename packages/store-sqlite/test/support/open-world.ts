import type { ClaimedRow, EnrollRow } from "@relance/spec";
import { type EmbeddedStore, type OpenSqliteOptions, openSqlite } from "@relance/store-sqlite/embedded";
import { definition, rows, START } from "./audience.ts";

/** A store whose clock the test moves. */
export interface World {
  readonly store: EmbeddedStore;
  now: number;
  /** A running campaign with these recipients. */
  start(people: readonly EnrollRow[] | number, name?: string): Promise<number>;
  /** Claims up to `slots` messages of one provider. */
  claim(provider: string, slots?: number, worker?: string): Promise<readonly ClaimedRow[]>;
  /** The provider's API takes these messages. */
  accept(claimed: readonly ClaimedRow[]): Promise<void>;
  /** Moves time, and lets it take effect. */
  pass(ms: number): Promise<void>;
}

export async function openWorld(options: Partial<OpenSqliteOptions> = {}): Promise<World> {
  const store = openSqlite({ file: ":memory:", now: () => world.now, liveNow: () => 1, ...options });
  const world: World = {
    store,
    now: START,
    async start(people, name = "campaign") {
      const { campaign, version } = await store.define(definition(name));
      const all = typeof people === "number" ? rows(people) : people;
      await store.enroll({ campaign, version, importId: "file", seq: 0, rows: all, refused: [] });
      await store.seal({ campaign, importId: "file", chunks: 1 });
      return campaign;
    },
    claim: async (provider, slots = 64, worker = "worker") =>
      (await store.claim({ worker, wants: [{ provider, slots, sendBudgetMs: 10_000 }] })).claimed,
    async accept(claimed) {
      await store.settle(
        "worker",
        claimed.map(({ attemptId }) => ({ attemptId, kind: "accepted", ref: `ref-${attemptId}` })),
      );
    },
    async pass(ms) {
      world.now += ms;
      await store.fold();
      while ((await store.expire()).more);
      while ((await store.escalate()).more);
    },
  };
  await store.open();
  return world;
}
