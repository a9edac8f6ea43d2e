import { contractClock } from "@relance/conformance/store";
import { withPostgres } from "@relance/test-postgres/vitest";
import { Client } from "pg";
import { expect, it } from "vitest";
import { postgresStore } from "../../src/index.ts";
import { HOUR, PLAN, startCampaign } from "../support/people.ts";

const PEOPLE = 6_200;
const BEAT = { version: "1", providers: ["sms.main", "email.main"] } as const;

await withPostgres((postgres) => {
  it("moves thousands of recipients in many batches, each once, whatever other processes do", async () => {
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

  it.each([
    { what: "a receipt that came in while its recipient was held", isHeard: true, moved: 0 },
    { what: "nothing, and the recipient moves on", isHeard: false, moved: 1 },
  ])("considers missing receipts only up to $what", async ({ isHeard, moved }) => {
    await using database = await postgres.createDatabase();
    const clock = contractClock();
    const store = postgresStore({ url: database.url, clock, maxConnections: 4 });
    await store.open();
    const live = async (ms: number) => {
      clock.advance(ms);
      await store.heartbeat({ ...BEAT, incarnation: "ear", role: "receiver" });
      await store.heartbeat({ ...BEAT, incarnation: "worker", role: "worker" });
    };
    await live(1);
    const steps = PLAN.steps.map((step) => ({ ...step, unknownAfterMs: 5_000 }));
    await startCampaign(store, 1, { plan: { ...PLAN, steps } });
    const { claimed } = await store.claim({
      worker: "worker",
      wants: [{ provider: "sms.main", slots: 1, sendBudgetMs: 1_000 }],
    });
    const [attemptId = ""] = claimed.map((row) => row.attemptId);
    await store.settle("worker", [{ attemptId, kind: "accepted", ref: "r1" }]);
    await live(3_000);
    const holder = new Client({ connectionString: database.url });
    await holder.connect();
    await holder.query("begin");
    await holder.query("select id from relance.enrollments for update");
    const item = { type: "receipt", kind: "delivered", quality: "carrier", attemptId } as const;
    if (isHeard) expect(await store.record([{ provider: "sms.main", item }])).toMatchObject([{ status: "stored" }]);
    await live(6_000);
    await holder.query("rollback");
    await holder.end();
    expect((await store.escalate()).moved).toBe(moved);
    await store.close();
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
