import { withPostgres } from "@relance/test-postgres/vitest";
import { expect, it } from "vitest";
import { PLAN } from "../support/people.ts";
import { delivered, MANY_ORDERS_MS, openStage } from "./support/stage.ts";

await withPostgres((postgres) => {
  const stage = openStage(postgres);

  it("8: two parallel escalations move every recipient once", { timeout: MANY_ORDERS_MS }, async () => {
    await stage.everyOrder(async () => {
      const { first, second } = stage;
      const running = await stage.silent(10);
      return {
        running,
        parts: [
          { actor: first, act: () => first.store.escalate() },
          { actor: second, act: () => second.store.escalate() },
        ],
        async judge(one, other) {
          expect(one.moved + other.moved).toBe(10);
          expect(await stage.claim(stage.store, "email.main", 100)).toHaveLength(10);
          expect((await stage.ledger(running)).states.active).toBe(10);
        },
      };
    });
  });

  it("32: a receipt and the end of its wait take effect in one of two orders", {
    timeout: MANY_ORDERS_MS,
  }, async () => {
    await stage.everyOrder(async () => {
      const { first, second } = stage;
      const running = await stage.sent({ unknownAfterMs: 5_000, waitMs: 60_000 });
      stage.clock.advance(8_000);
      await stage.beat();
      const { attemptId } = running.claimed;
      return {
        running,
        parts: [
          { actor: first, act: () => first.store.escalate() },
          { actor: second, act: () => second.store.record([delivered({ attemptId })]) },
        ],
        async judge({ moved }) {
          await stage.store.fold();
          const { step, lastAttempt } = await stage.person(running);
          expect(lastAttempt?.evidence).toBe("delivered");
          expect(step).toBe(1 + moved);
          expect(await stage.claim(stage.store, "email.main")).toHaveLength(moved);
        },
      };
    });
  });

  it("18, 19: an outcome that arrives while its worker is given up is stored", {
    timeout: MANY_ORDERS_MS,
  }, async () => {
    let workers = 0;
    await stage.everyOrder(async () => {
      const { first, second } = stage;
      const running = await stage.campaign();
      const worker = `frozen-${++workers}`;
      const want = { provider: "sms.main", slots: 1, sendBudgetMs: 1_000 };
      const [claimed] = (await stage.store.claim({ worker, wants: [want] })).claimed;
      for (let beats = 0; beats < 5; beats++) {
        stage.clock.advance(10_000);
        await stage.beat();
      }
      const outcome = {
        attemptId: claimed?.attemptId ?? "",
        kind: "accepted",
        ref: `ref-${worker}`,
      } as const;
      return {
        running,
        parts: [
          { actor: first, act: () => first.store.recover() },
          { actor: second, act: () => second.store.settle(worker, [outcome]) },
        ],
        async judge(_recovered, [status]) {
          expect(["applied", "recorded"]).toContain(status);
          expect((await stage.person(running)).lastAttempt?.state).toBe("accepted");
          expect(await stage.claim()).toEqual([]);
        },
      };
    });
  });

  it("moves no recipient whose provider accepts a message before the recipient's row is locked", {
    timeout: MANY_ORDERS_MS,
  }, async () => {
    let performances = 0;
    await stage.everyOrder(
      async () => {
        const { first, second } = stage;
        const steps = PLAN.steps.map((step) => ({ ...step, unknownAfterMs: 5_000 }));
        const running = await stage.campaign(7, { ...PLAN, steps, resolutionMs: 3_600_000 });
        const [accepted, ...silent] = await stage.claim(stage.store, "sms.main", 6);
        const timeout = { kind: "uncertain", errorCode: "provider/timeout" } as const;
        await stage.store.settle(
          stage.worker,
          silent.map(({ attemptId }) => ({ attemptId, ...timeout })),
        );
        stage.clock.advance(3_000);
        await stage.beat();
        stage.clock.advance(3_000);
        await stage.beat();
        const keys = new Set([accepted, ...silent].map((row) => row?.key));
        const waiting = Array.from({ length: 7 }, (_, place) => `p${place + 1}`).find((key) => !keys.has(key));
        const outcome = { attemptId: accepted?.attemptId ?? "", kind: "accepted" } as const;
        performances += 1;
        const isAlone = performances === 1;
        return {
          running,
          parts: [
            { actor: first, act: () => first.store.escalate() },
            { actor: second, act: () => second.store.settle(stage.worker, [outcome]) },
          ],
          async judge() {
            expect((await stage.person(running, waiting)).step).toBe(isAlone ? 2 : 1);
          },
        };
      },
      // the last two points of escalate are the lock of the rows and the commit
      (first, second) => {
        const run = (length: number, place: number) => Array.from({ length }, () => place);
        return Array.from({ length: first - 1 }, (_, from) => [...run(from, 0), ...run(second, 1), ...run(9, 0)]);
      },
    );
  });

  it("26: a receipt by the API's id and the answer with this id match", {
    timeout: MANY_ORDERS_MS,
  }, async () => {
    let refs = 0;
    await stage.everyOrder(async () => {
      const { first, second } = stage;
      const running = await stage.campaign();
      const [claimed] = await stage.claim();
      const ref = `far-${++refs}`;
      const outcome = { attemptId: claimed?.attemptId ?? "", kind: "accepted", ref } as const;
      return {
        running,
        parts: [
          { actor: first, act: () => first.store.settle(stage.worker, [outcome]) },
          { actor: second, act: () => second.store.record([delivered({ ref })]) },
        ],
        async judge([status]) {
          expect(status).toBe("applied");
          await stage.store.fold();
          const { lastAttempt } = await stage.person(running);
          expect(lastAttempt).toMatchObject({ state: "accepted", evidence: "delivered" });
          const bins = await stage.store.bins({ campaign: running.campaign, since: 0 });
          expect(bins.rows).toMatchObject([{ accepted: 1, received: [[expect.any(Number), 1]] }]);
        },
      };
    });
  });
});
