import { contractClock } from "@relance/conformance/store";
import { withPostgres } from "@relance/test-postgres/vitest";
import { expect, it } from "vitest";
import { postgresStore } from "../../src/index.ts";
import { HOUR, startCampaign } from "../support/people.ts";

const PEOPLE = 6_200;
const BEAT = { version: "1", providers: ["sms.main", "email.main"] } as const;

await withPostgres((postgres) => {
  it("moves thousands in rounds of many batches, each once, whoever else does the same", async () => {
    await using database = await postgres.createDatabase();
    const clock = contractClock();
    const stores = [0, 1].map(() => postgresStore({ url: database.url, clock, maxConnections: 4 }));
    const [store, other] = stores;
    if (store === undefined || other === undefined) throw new Error("two stores");
    await Promise.all(stores.map((each) => each.open()));
    const beat = async () => {
      await store.heartbeat({ ...BEAT, incarnation: "ear", role: "receiver" });
      await store.heartbeat({ ...BEAT, incarnation: "worker", role: "worker" });
    };
    await beat();
    await startCampaign(store, PEOPLE);
    const wants = [{ provider: "sms.main", slots: PEOPLE, sendBudgetMs: 1_000 }];
    const { claimed } = await store.claim({ worker: "worker", wants });
    const accepted = claimed.map(({ attemptId }) => ({
      attemptId,
      kind: "accepted" as const,
      ref: attemptId,
    }));
    await store.settle("worker", accepted);
    for (let waited = 0; waited <= HOUR + 10_000; waited += 10_000) {
      clock.advance(10_000);
      await beat();
    }
    const causes = await Promise.all([moveAll(store), moveAll(other)]);
    expect(causes.flat().reduce((sum, n) => sum + n, 0)).toBe(PEOPLE);
    const [ledger] = await store.count();
    expect(ledger).toMatchObject({ holds: true, states: { active: PEOPLE } });
    const emails = [{ provider: "email.main", slots: PEOPLE, sendBudgetMs: 1_000 }];
    const again = await store.claim({ worker: "worker", wants: emails });
    expect(again.claimed).toHaveLength(PEOPLE);
    await Promise.all(stores.map((each) => each.close()));
  });

  async function moveAll(store: ReturnType<typeof postgresStore>): Promise<number[]> {
    const moved: number[] = [];
    for (;;) {
      const batch = await store.escalate();
      moved.push(batch.moved);
      if (!batch.more) return moved;
    }
  }
});
