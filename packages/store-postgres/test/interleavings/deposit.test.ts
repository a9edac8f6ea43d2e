import type { StoreRequest } from "@relance/spec";
import { withPostgres } from "@relance/test-postgres/vitest";
import { expect, it } from "vitest";
import { overtakings } from "./support/play.ts";
import { delivered, MANY_ORDERS_MS, openStage } from "./support/stage.ts";

/** An application committed that somebody has done it; no worker has looked since. */
function answered(): StoreRequest {
  const target = { tenant: "", key: "p1" };
  const fact = { answer: "done", method: "event", strength: "event", source: "crm", sourceId: "1" } as const;
  return { verb: "acknowledge", items: [{ target, ...fact }] };
}

await withPostgres((postgres) => {
  const stage = openStage(postgres);

  it("requests that a caller committed are applied before every later claim, whichever process applies them", {
    timeout: MANY_ORDERS_MS,
  }, async () => {
    const played = await stage.everyOrder(async () => {
      const { first, second } = stage;
      const running = await stage.campaign();
      await stage.committed(answered());
      return {
        running,
        parts: [
          { actor: first, act: () => stage.claim(first.store) },
          { actor: second, act: () => second.store.fold() },
        ],
        async judge(claimed) {
          expect(claimed).toEqual([]);
          expect(await stage.person(running)).toMatchObject({ state: "acknowledged", late: false });
        },
      };
    }, overtakings);
    expect(played).toBeGreaterThan(10);
  });

  it("two parallel claims both wait for requests that a caller committed before", {
    timeout: MANY_ORDERS_MS,
  }, async () => {
    await stage.everyOrder(async () => {
      const { first, second } = stage;
      const running = await stage.campaign();
      await stage.committed(answered());
      return {
        running,
        parts: [
          { actor: first, act: () => stage.claim(first.store) },
          { actor: second, act: () => stage.claim(second.store) },
        ],
        async judge(one, other) {
          expect([...one, ...other]).toEqual([]);
          const { timeline } = await stage.person(running);
          const types = timeline.map(({ type }) => type);
          expect(types.filter((type) => type === "enrollment.acknowledged")).toHaveLength(1);
        },
      };
    }, overtakings);
  });

  it("no missing receipt takes effect before requests that a caller committed earlier", {
    timeout: MANY_ORDERS_MS,
  }, async () => {
    await stage.everyOrder(async () => {
      const { first, second } = stage;
      const running = await stage.sent({ waitMs: 5_000 });
      await stage.store.record([delivered(running.claimed)]);
      await stage.committed(answered()); // in time, and no one has looked when the time is over
      stage.clock.advance(8_000);
      await stage.beat();
      return {
        running,
        parts: [
          { actor: first, act: () => first.store.escalate() },
          { actor: second, act: () => second.store.fold() },
        ],
        async judge({ moved }) {
          expect(moved).toBe(0);
          expect(await stage.person(running)).toMatchObject({ state: "acknowledged" });
        },
      };
    }, overtakings);
  });
});
