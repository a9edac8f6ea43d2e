import type { AttemptOutcome, ClaimedRow, Store } from "@relance/spec";
import { withPostgres } from "@relance/test-postgres/vitest";
import { expect, it } from "vitest";
import { postgresStore } from "../../src/index.ts";
import { definition, person, startCampaign } from "../support/people.ts";

const LACKING = { errorCode: "template/missing", retryAfterMs: 30_000 } as const;
const LIMITED = { errorCode: "provider/rate-limited", retryAfterMs: 1 } as const;

await withPostgres((postgres) => {
  /** Two workers that live and have `sms.main`. */
  async function scene() {
    const database = await postgres.createDatabase();
    let now = 1_800_000_000_000;
    const store = postgresStore({ url: database.url, clock: { now: () => now, steadyNow: () => now } });
    await store.open();
    const running = await startCampaign(store, 10, { audience: "open" });
    const beat = async () => {
      for (const incarnation of ["old", "new"])
        await store.heartbeat({ incarnation, role: "worker", version: "1", providers: ["sms.main"] });
    };
    await beat();
    return {
      store,
      ...running,
      async pass(ms: number): Promise<void> {
        for (let left = ms; left > 0; left -= 10_000) {
          now += Math.min(10_000, left);
          await beat();
        }
      },
      closed: async () => (await store.queues()).closed.map(({ provider, reason }) => [provider, reason]),
      async [Symbol.asyncDispose]() {
        await store.close();
        await database[Symbol.asyncDispose]();
      },
    };
  }

  async function claim(store: Store, worker: string, slots = 100): Promise<readonly ClaimedRow[]> {
    return (await store.claim({ worker, wants: [{ provider: "sms.main", slots, sendBudgetMs: 1_000 }] })).claimed;
  }

  /** Claims this many and cannot send one of them; with the next claim, as workers do. */
  async function fail(store: Store, worker: string, slots: number, facts: Partial<AttemptOutcome> = LACKING) {
    const rows = await claim(store, worker, slots);
    expect(rows).toHaveLength(slots);
    const settle = rows.map(({ attemptId }) => ({ attemptId, kind: "deferred" as const, ...facts }));
    await store.claim({ worker, wants: [], settle });
  }

  it("pauses the provider for no worker while another live worker may render the message, and that worker gets it a second later", async () => {
    await using here = await scene();
    await fail(here.store, "old", 4);
    expect(await here.closed()).toEqual([]);
    expect(await claim(here.store, "new")).toHaveLength(6);
    await here.pass(1_000);
    expect(await claim(here.store, "new")).toHaveLength(4);
  });

  it("pauses the provider once the other worker has failed with this version too, until both have been excluded for two minutes", async () => {
    await using here = await scene();
    await fail(here.store, "old", 2);
    expect(await here.closed()).toEqual([]);
    await fail(here.store, "new", 2);
    expect(await here.closed()).toEqual([["sms.main", "template/missing"]]);
    expect(await claim(here.store, "old")).toEqual([]);
    await here.pass(31_000);
    await fail(here.store, "old", 2);
    expect(await here.closed()).toEqual([["sms.main", "template/missing"]]);
    await here.pass(31_000);
    await fail(here.store, "new", 2, { ...LACKING, errorCode: "config/price-missing" });
    expect(await here.closed()).toEqual([["sms.main", "config/price-missing"]]);
    await here.pass(121_000);
    await fail(here.store, "new", 2);
    expect(await here.closed()).toEqual([]);
  });

  it("does not exclude the other worker for a limit of the provider's API, or for another version that it lacks", async () => {
    await using here = await scene();
    await fail(here.store, "new", 2, LIMITED);
    await here.pass(1_000);
    await fail(here.store, "old", 4);
    expect(await here.closed()).toEqual([]);
    await fail(here.store, "new", 4);
    expect(await here.closed()).toEqual([["sms.main", "template/missing"]]);
    await here.pass(31_000);
    const other = await here.store.define(definition("other", undefined, "open"));
    const rows = [person(50)];
    await here.store.enroll({ ...other, importId: "other", seq: 0, rows, refused: [] });
    const [first, ...more] = (await claim(here.store, "old")).filter(({ version }) => version === other.version);
    expect(more).toEqual([]);
    await here.store.settle("old", [{ attemptId: first?.attemptId ?? "", kind: "deferred", ...LACKING }]);
    expect(await here.closed()).toEqual([]);
  });
});
