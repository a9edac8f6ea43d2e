import type { ClaimedRow, Store } from "@relance/spec";
import { withPostgres } from "@relance/test-postgres/vitest";
import { expect, it } from "vitest";
import { postgresStore } from "../../src/index.ts";
import { ownPool, type PgClientLike, type PgPoolLike } from "../../src/open/pool.ts";
import { person, startCampaign } from "../support/people.ts";

await withPostgres((postgres) => {
  it("gives each recipient to one of many parallel claims, and counts each", async () => {
    await using database = await postgres.createDatabase();
    const stores = Array.from({ length: 4 }, () => postgresStore({ url: database.url, maxConnections: 3 }));
    await Promise.all(stores.map((store) => store.open()));
    const [first] = stores as [Store];
    await startCampaign(first, 900);
    const claimed = await Promise.all(stores.map((store, number) => sendAll(store, `worker-${number}`)));
    const keys = claimed.flat().map(({ key }) => key);
    expect(keys).toHaveLength(900);
    expect(new Set(keys).size).toBe(900);
    const attempts = claimed.flat().map(({ attemptId }) => attemptId);
    expect(new Set(attempts).size).toBe(900);
    expect(await first.count()).toMatchObject([
      { holds: true, states: { active: 900 }, attempts: [{ state: "accepted", count: 900 }] },
    ]);
    await Promise.all(stores.map((store) => store.close()));
  });

  it("begins where the last claim of the queue stopped, and finds recipients who became due before", async () => {
    await using database = await postgres.createDatabase();
    const { pool, end } = ownPool(database.url, 3);
    const starts: string[] = [];
    const store = postgresStore({ pool: watching(pool, starts) });
    await store.open();
    const { campaign, version } = await startCampaign(store, 20, { audience: "open" });
    const keysOf = (rows: readonly ClaimedRow[]) => rows.map(({ key }) => key);
    expect(keysOf(await claim(store, 3))).toEqual(["p1", "p2", "p3"]);
    expect(keysOf(await claim(store, 3))).toEqual(["p4", "p5", "p6"]);
    expect(starts).toEqual(["{-1}", "{3}"]);
    const early = { ...person(1_000), key: "early", sendOrder: 0 };
    await store.enroll({ campaign, version, importId: "campaign", seq: 9, rows: [early], refused: [] });
    const rest = keysOf(await claim(store, 100));
    expect(rest).toContain("early");
    expect(rest).toHaveLength(15);
    await store.close();
    await end();
  });

  async function claim(store: Store, slots: number): Promise<readonly ClaimedRow[]> {
    const wants = [{ provider: "sms.main", slots, sendBudgetMs: 1_000 }];
    return (await store.claim({ worker: "a", wants })).claimed;
  }

  async function sendAll(store: Store, worker: string): Promise<ClaimedRow[]> {
    const all: ClaimedRow[] = [];
    const wants = [{ provider: "sms.main", slots: 20, sendBudgetMs: 1_000 }];
    for (let last: readonly ClaimedRow[] | undefined; last === undefined || last.length > 0; ) {
      const settle = (last ?? []).map(({ attemptId }) => ({
        attemptId,
        kind: "accepted" as const,
        ref: attemptId,
      }));
      const answer: Awaited<ReturnType<Store["claim"]>> = await store.claim({ worker, wants, settle });
      last = answer.claimed;
      all.push(...last);
    }
    return all;
  }

  /** Notes from which place on each claim looks for people. */
  function watching(pool: PgPoolLike, starts: string[]): PgPoolLike {
    return {
      async connect() {
        const client = await pool.connect();
        const query: PgClientLike["query"] = (statement) => {
          const { text = "", values = [] } = statement as { text?: string; values?: unknown[] };
          if (text.includes("send_order_from")) starts.push(String(values[2]));
          return client.query(statement);
        };
        return {
          query,
          release: (destroy) => client.release(destroy),
          on: (event, listener) => client.on(event, listener),
          removeListener: (event, listener) => client.removeListener(event, listener),
        };
      },
    };
  }
});
