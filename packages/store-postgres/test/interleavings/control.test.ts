import { withPostgres } from "@relance/test-postgres/vitest";
import { expect, it } from "vitest";
import { person, phoneOf } from "../support/people.ts";
import { overtakings } from "./support/play.ts";
import { MANY_ORDERS_MS, openStage, stop } from "./support/stage.ts";

await withPostgres((postgres) => {
  const stage = openStage(postgres);

  it("36: a pause applies to every claim that begins after it", { timeout: MANY_ORDERS_MS }, async () => {
    await stage.everyOrder(async () => {
      const { first, second, clock } = stage;
      const running = await stage.campaign(3);
      const { campaign } = running;
      const reviewAt = clock.now() + 60_000;
      const hold = { campaign, gate: "held", actor: "ops", reason: "test", reviewAt } as const;
      return {
        running,
        parts: [
          { actor: first, act: () => stage.claim(first.store, "sms.main", 2) },
          { actor: second, act: () => second.store.control([hold]) },
        ],
        async judge(claimed) {
          expect([0, 2]).toContain(claimed.length);
          expect(await stage.claim(first.store)).toEqual([]);
          expect((await stage.ledger(running)).totals.attempts).toBe(claimed.length);
        },
      };
    });
  });

  it("38: of two commands with the same version, one is applied and the other is stale", {
    timeout: MANY_ORDERS_MS,
  }, async () => {
    await stage.everyOrder(async () => {
      const { first, second, clock } = stage;
      const running = await stage.campaign(3);
      const { campaign } = running;
      const version = Math.max(...(await stage.store.queues(campaign)).queues.map((queue) => queue.version));
      const main = { campaign, provider: "sms.main", version, reason: "test" } as const;
      const reviewAt = clock.now() + 60_000;
      const watch = { ...main, source: "plugin:watch", actor: "plugin:watch", gate: "held", reviewAt } as const;
      const operator = { ...main, actor: "ops", gate: "open" } as const;
      return {
        running,
        parts: [
          { actor: first, act: () => first.store.control([watch]) },
          { actor: second, act: () => second.store.control([operator]) },
        ],
        async judge(pause, resume) {
          const [won, lost] = pause.stale.length === 0 ? [pause, resume] : [resume, pause];
          expect(won).toMatchObject({ version: version + 1, stale: [] });
          expect(lost.queues).toBe(0);
          expect(lost.stale.every((queue) => queue.version === version + 1)).toBe(true);
          expect(lost.stale).not.toEqual([]);
          expect(await stage.claim(first.store, "sms.main", 1)).toHaveLength(won === pause ? 0 : 1);
        },
      };
    });
  });

  it("43: an extension takes effect before or after the expiry, and no recipient stays expired", {
    timeout: MANY_ORDERS_MS,
  }, async () => {
    await stage.everyOrder(async () => {
      const { first, second, clock } = stage;
      const running = await stage.campaign(3);
      const { campaign } = running;
      const { deadline } = await stage.person(running);
      clock.advance(deadline.getTime() - clock.now() + 5_000);
      await stage.beat();
      const until = clock.now() + 3_600_000;
      const more = { campaign, transition: "extend", until, actor: "ops", reason: "test" } as const;
      return {
        running,
        parts: [
          { actor: first, act: () => first.store.expire() },
          { actor: second, act: () => second.store.transition(more) },
        ],
        async judge(expired, extended) {
          expect(extended).toMatchObject({ moved: 3, reopened: expired.moved });
          await stage.store.expire();
          expect((await stage.ledger(running)).states.expired).toBe(0);
          expect((await stage.person(running)).deadline).toEqual(new Date(until));
        },
      };
    }, overtakings);
  });

  it("43: a recipient's new deadline takes effect before or after the expiry, with or without a message in flight", {
    timeout: MANY_ORDERS_MS,
  }, async () => {
    await stage.everyOrder(async () => {
      const { first, second, clock } = stage;
      const running = await stage.campaign(3);
      const [wire] = await stage.claim(first.store, "sms.main", 1);
      const { deadline } = await stage.person(running);
      clock.advance(deadline.getTime() - clock.now() + 5_000);
      await stage.beat();
      const at = clock.now() + 3_600_000;
      const rows = [1, 2, 3].map((number) => ({ ...person(number), deadline: { at } }));
      const by = { actor: "desk", reason: "test" };
      return {
        running,
        parts: [
          { actor: first, act: () => first.store.expire() },
          { actor: second, act: () => second.store.reschedule({ ...running, rows, ...by }) },
        ],
        async judge(_expired, { statuses }) {
          expect(statuses).toEqual(["rescheduled", "rescheduled", "rescheduled"]);
          await stage.store.expire();
          expect((await stage.ledger(running)).states.expired).toBe(0);
          expect((await stage.person(running)).deadline).toEqual(new Date(at));
          expect(wire).toBeDefined();
        },
      };
    }, overtakings);
  });

  it("3: a changed row is seen by each claim: a message goes to the old address or to the new one", {
    timeout: MANY_ORDERS_MS,
  }, async () => {
    await stage.everyOrder(async () => {
      const { first, second } = stage;
      const running = await stage.campaign(1);
      const rows = [{ ...person(1), contacts: person(9).contacts, digests: person(9).digests }];
      const by = { actor: "desk", reason: "test" };
      return {
        running,
        parts: [
          { actor: first, act: () => stage.claim(first.store) },
          { actor: second, act: () => second.store.reschedule({ ...running, rows, ...by }) },
        ],
        async judge(claimed, { statuses }) {
          expect(statuses).toEqual(["rescheduled"]);
          const sent = [...claimed, ...(await stage.claim(first.store))];
          expect(sent).toHaveLength(1);
          expect([person(1), person(9)].map(({ contacts }) => contacts[0]?.address)).toContain(sent[0]?.address);
          expect((await stage.person(running)).contacts[0]?.address).toBe(person(9).contacts[0]?.address);
        },
      };
    });
  });

  it("two workers that claim from a slow queue together keep its rate", { timeout: MANY_ORDERS_MS }, async () => {
    await stage.everyOrder(async () => {
      const { first, second } = stage;
      const running = await stage.campaign(20);
      const slow = { source: "pace", perSecond: 20, actor: "ops", reason: "test" } as const;
      await stage.store.control([{ campaign: running.campaign, ...slow }]);
      return {
        running,
        parts: [
          { actor: first, act: () => stage.claim(first.store) },
          { actor: second, act: () => stage.claim(second.store) },
        ],
        async judge(one, other) {
          expect(one.length + other.length).toBe(4); // 200 ms of it
          expect(await stage.claim()).toEqual([]);
        },
      };
    });
  });

  it("40: a STOP takes effect before or after the claim, and no further message goes to that phone", {
    timeout: MANY_ORDERS_MS,
  }, async () => {
    let stops = 0;
    await stage.everyOrder(async () => {
      const { first, second } = stage;
      const running = await stage.campaign();
      const written = stop(phoneOf(1), `stop-${++stops}`);
      return {
        running,
        parts: [
          { actor: first, act: () => stage.claim(first.store) },
          { actor: second, act: () => second.store.record([written]) },
        ],
        async judge(claimed, [answer]) {
          expect(answer).toMatchObject({ status: "stored", reply: "suppressed" });
          expect(await stage.claim()).toEqual([]);
          await stage.store.escalate();
          expect(await stage.claim()).toEqual([]);
          expect((await stage.ledger(running)).totals.attempts).toBe(claimed.length);
          await stage.removeSuppression(phoneOf(1));
        },
      };
    });
  });
});
