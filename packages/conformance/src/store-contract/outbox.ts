import { expect, it } from "vitest";
import { MINUTE } from "./scene/plan.ts";
import { phoneOf } from "./scene/rows.ts";
import type { Scene } from "./scene/scene.ts";
import { type Area, area } from "./scene/scenes.ts";

/** Delivery mode `capture`: what would have been sent can be read, and nothing waits for a report about it. */
export const outboxContract: Area = area("outbox", ({ test, scene }) => {
  async function capture(here: Scene): Promise<readonly string[]> {
    const claimed = await here.claim();
    for (const one of claimed) {
      const captured = {
        channel: "sms",
        to: one.address,
        content: { text: `Bonjour ${one.key}` },
      } as const;
      await here.settle(one, "accepted", { ref: one.attemptId, captured });
    }
    return claimed.map(({ attemptId }) => attemptId);
  }

  test("keeps captured messages whole, in pages", { people: 3 }, async (here) => {
    const attempts = await capture(here);
    const first = await here.store.outbox({ limit: 2 });
    const second = await here.store.outbox({ cursor: first.cursor, limit: 2 });
    const rows = [...first.rows, ...second.rows];
    expect(rows.map(({ attemptId }) => attemptId)).toEqual(attempts);
    expect(rows[0]).toMatchObject({
      provider: "sms.main",
      channel: "sms",
      to: phoneOf(1),
      content: { text: "Bonjour p1" },
    });
    expect(rows[0]?.at.getTime()).toBe(here.now);
  });

  test("lets nobody wait for a receipt of a message that never left", async (here) => {
    await capture(here);
    await here.listen(16 * MINUTE);
    expect(await here.decide()).toEqual({});
    expect(await here.claim("sms.second")).toEqual([]);
  });

  it("counts what never left by itself: neither the watch nor an inquiry looks at it", async () => {
    const here = await scene({ people: 3 });
    const [taken] = await here.send("sms.main", 1);
    await capture(here);
    const { campaign } = here.campaign;
    const { rows } = await here.store.bins({ campaign, since: 0 });
    expect(rows).toMatchObject([{ provider: "sms.main", accepted: 1, captured: 2 }]);
    await here.listen(MINUTE);
    const stretch = { campaign, since: 0, until: here.now, withinMs: MINUTE };
    expect(await here.store.turnout(stretch)).toMatchObject([{ people: 1 }]);
    const sample = { campaign, olderThanMs: MINUTE / 2 };
    const asked = await here.store.resolve({
      worker: here.worker,
      provider: "sms.main",
      limit: 10,
      sample,
    });
    expect(asked.map(({ attemptId }) => attemptId)).toEqual([taken?.attemptId]);
    const listed = (await here.store.list({ campaign, limit: 10 })).rows;
    expect(listed.map(({ lastAttempt }) => lastAttempt?.isCaptured)).toEqual([false, true, true]);
    expect(await here.ledger()).toMatchObject({ holds: true });
  });

  test("is empty where messages really leave", async (here) => {
    await here.sendOne();
    expect(await here.store.outbox({ limit: 10 })).toEqual({ rows: [], cursor: undefined });
  });
});
