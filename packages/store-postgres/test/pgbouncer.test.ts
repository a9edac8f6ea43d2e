import type { Store } from "@relance/spec";
import { withPostgres } from "@relance/test-postgres/vitest";
import { describe, expect, it } from "vitest";
import { postgresStore } from "../src/index.ts";
import { startCampaign } from "./support/people.ts";
import { bouncerVersion, openBouncer } from "./support/pgbouncer.ts";

const PEOPLE = 200;
const WANTS = [{ provider: "sms.main", slots: 16, sendBudgetMs: 1_000 }];

/** Sends to everybody who is left; every message is delivered, and one in three recipients answers. */
async function work(store: Store, worker: string): Promise<number> {
  await store.heartbeat({ incarnation: worker, role: "worker", version: "1", providers: ["sms.main"] });
  for (let sent = 0; ; ) {
    const { claimed } = await store.claim({ worker, wants: WANTS });
    if (claimed.length === 0) return sent;
    sent += claimed.length;
    await store.settle(
      worker,
      claimed.map(({ attemptId }) => ({ attemptId, kind: "accepted", ref: attemptId })),
    );
    const answering = claimed.filter((_, place) => place % 3 === 0);
    await Promise.all([
      ...claimed.map(({ attemptId }) =>
        store.record([
          {
            provider: "sms.main",
            item: { type: "receipt", kind: "delivered", quality: "carrier", attemptId },
            raw: Buffer.from(attemptId),
          },
        ]),
      ),
      ...answering.map(({ enrollment }) =>
        store.acknowledge([
          {
            target: { enrollment },
            answer: "done",
            method: "event",
            strength: "event",
            source: "crm",
            sourceId: String(enrollment),
          },
        ]),
      ),
    ]);
    await store.fold();
  }
}

const version = bouncerVersion();
if (version === undefined) {
  const needs = "behind PgBouncer: needs pgbouncer on the PATH";
  console.warn(`skipped, ${needs}`);
  it.skip(needs, () => {});
} else {
  await withPostgres((postgres) => {
    describe(`behind ${version} in transaction mode`, () => {
      it.each([
        { how: "that forwards prepared statements", preparedStatements: 200 },
        { how: "that knows no prepared statements", preparedStatements: 0 },
      ])(
        "two processes share a campaign through a proxy $how, and notify each other of work",
        async ({ preparedStatements }) => {
          await using database = await postgres.createDatabase();
          await using bouncer = await openBouncer(postgres.url, preparedStatements);
          const url = bouncer.through(database.url);
          const [first, second] = [1, 2].map(() =>
            postgresStore({ url, listenUrl: database.url, maxConnections: 6 }),
          ) as [Store, Store];
          await Promise.all([first.open(), second.open()]);
          let heard = 0;
          const stopListening = second.listen?.(() => {
            heard += 1;
          });
          const { campaign } = await startCampaign(first, PEOPLE);
          const sent = await Promise.all([work(first, "a"), work(second, "b")]);
          expect(sent.reduce((sum, one) => sum + one, 0)).toBe(PEOPLE);
          const [ledger] = await second.count(campaign);
          expect(ledger).toMatchObject({ holds: true, totals: { attempts: PEOPLE } });
          expect(ledger?.states.acknowledged).toBeGreaterThanOrEqual(PEOPLE / 3);
          expect((await first.audit({ limit: 1_000 })).findings).toEqual([]);
          expect(heard).toBeGreaterThan(0);
          await stopListening?.();
          await Promise.all([first.close(), second.close()]);
        },
      );
    });
  });
}
