import { type AcknowledgeItem, type Store, StoreError } from "@relance/spec";
import { postgresStore } from "@relance/store-postgres";
import { type PostgresServer, startPostgres } from "@relance/test-postgres";
import { withPostgres } from "@relance/test-postgres/vitest";
import { expect, it } from "vitest";
import { startCampaign } from "./support/people.ts";

const PEOPLE = 200;
const RESTARTS = 3;

let interruptions = 0;

/** As often as the server is away; what was not answered may be repeated without harm. */
async function patiently<T>(verb: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await verb();
    } catch (error) {
      if (!(error instanceof StoreError) || !error.retryable) throw error;
      interruptions += 1;
    }
  }
}

function closing(enrollment: number): AcknowledgeItem {
  const target = { enrollment };
  return { target, answer: "done", method: "event", strength: "event", source: "crm", sourceId: "1" };
}

/** Sends to recipients until no one is left; answers who was said to be confirmed. */
async function work(store: Store, worker: string, sent: Map<number, number>): Promise<number[]> {
  const confirmed: number[] = [];
  const wants = [{ provider: "sms.main", slots: 5, sendBudgetMs: 1_000 }];
  for (;;) {
    await patiently(() =>
      store.heartbeat({ incarnation: worker, role: "worker", version: "1", providers: ["sms.main"] }),
    );
    const { claimed } = await patiently(() => store.claim({ worker, wants }));
    for (const { enrollment } of claimed) sent.set(enrollment, (sent.get(enrollment) ?? 0) + 1);
    await patiently(() =>
      store.settle(
        worker,
        claimed.map(({ attemptId }) => ({ attemptId, kind: "accepted", ref: attemptId })),
      ),
    );
    const [first] = claimed;
    if (first !== undefined) {
      await patiently(() => store.acknowledge([closing(first.enrollment)]));
      confirmed.push(first.enrollment);
    }
    const [ledger] = await patiently(() => store.count());
    if (ledger?.states.pending === 0) return confirmed;
  }
}

async function restartAgain(server: PostgresServer, progress: () => number): Promise<void> {
  for (let restart = 1; restart <= RESTARTS; restart++) {
    const enough = (PEOPLE * restart) / (RESTARTS + 2);
    await expect.poll(progress, { timeout: 60_000, interval: 2 }).toBeGreaterThan(enough);
    await server.restartImmediate();
  }
}

// The server of the run belongs to others as well: this one is stopped.
await withPostgres(() => {
  it("loses no confirmed write when the server is restarted during verbs", {
    timeout: 600_000,
  }, async () => {
    await using server = await startPostgres({ durable: true });
    const stores = [1, 2].map(() => postgresStore({ url: server.url }));
    for (const store of stores) await store.open();
    const [judge] = stores;
    if (judge === undefined) throw new Error("no store");
    const { campaign } = await startCampaign(judge, PEOPLE);
    const sent = new Map<number, number>();
    const [restarted, ...confirmed] = await Promise.all([
      restartAgain(server, () => sent.size),
      ...stores.map((store, place) => work(store, `worker-${place}`, sent)),
    ]);
    expect(restarted).toBeUndefined();
    expect(interruptions).toBeGreaterThan(RESTARTS - 1);

    const [ledger] = await judge.count(campaign);
    expect(ledger).toMatchObject({ holds: true, states: { pending: 0 } });
    expect((await judge.audit({ limit: 1 })).findings).toEqual([]);
    const told = confirmed.flat();
    expect(told.length).toBeGreaterThan(10);
    const kept = (await judge.statuses({ targets: told.map((enrollment) => ({ enrollment })) })).isAcknowledged;
    expect(kept.filter((isKept) => !isKept)).toEqual([]);
    expect([...sent.values()].filter((times) => times > 1)).toEqual([]);
    for (const store of stores) await store.close();
  });
});
