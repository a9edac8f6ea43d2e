import type { Store } from "@relance/spec";
import { withPostgres } from "@relance/test-postgres/vitest";
import { expect, it } from "vitest";
import { openStores } from "../support/open-stores.ts";
import { startCampaign } from "../support/people.ts";

const PEOPLE = 600;

/** Sends to everybody, some of them answer, and the rest is delivered. */
async function work(store: Store, worker: string): Promise<void> {
  await store.heartbeat({ incarnation: worker, role: "worker", version: "1", providers: ["sms.main"] });
  const wants = [{ provider: "sms.main", slots: 10, sendBudgetMs: 1_000 }];
  for (;;) {
    const { claimed } = await store.claim({ worker, wants });
    if (claimed.length === 0) return;
    await store.settle(
      worker,
      claimed.map(({ attemptId }) => ({ attemptId, kind: "accepted", ref: attemptId })),
    );
    await store.record(
      claimed.map(({ attemptId }) => ({
        provider: "sms.main",
        item: { type: "receipt", kind: "delivered", quality: "carrier", attemptId },
      })),
    );
    await store.acknowledge(
      claimed.slice(0, 3).map(({ enrollment }) => ({
        target: { enrollment },
        answer: "done",
        method: "event",
        strength: "event",
        source: "crm",
        sourceId: String(enrollment),
      })),
    );
    await store.fold();
  }
}

await withPostgres((postgres) => {
  it("keeps the ledger's sums correct while three processes work, and equal to the rows", async () => {
    await using here = await openStores(postgres, 4);
    const [reader, ...workers] = here.stores;
    if (reader === undefined) throw new Error("no store");
    const { campaign } = await startCampaign(reader, PEOPLE);
    let isDone = false;
    let reads = 0;
    async function read(store: Store): Promise<void> {
      for (; !isDone; reads++) {
        for (const ledger of await store.count()) expect(ledger, JSON.stringify(ledger)).toMatchObject({ holds: true });
        expect((await store.audit({ limit: 1 })).findings).toEqual([]);
      }
    }
    const reading = read(reader);
    await Promise.all(workers.map((store, place) => work(store, `worker-${place}`)));
    isDone = true;
    await reading;
    expect(reads).toBeGreaterThan(5);
    const [ledger] = await reader.count(campaign);
    expect(ledger?.states.active).toBe(PEOPLE - (ledger?.states.acknowledged ?? 0));
    expect(ledger?.totals.attempts).toBe(PEOPLE);
  });
});
