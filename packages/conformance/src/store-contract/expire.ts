import { expect, it } from "vitest";
import { HOUR, ONE_CARRIER, SECOND } from "./scene/plan.ts";
import type { Scene } from "./scene/scene.ts";
import { type Area, area } from "./scene/scenes.ts";

/** The legal deadline ends everything that is open, and loses nothing. */
export const expireContract: Area = area("expire", ({ test, scene }) => {
  const soon = { people: [{ deadline: { afterMs: HOUR } }, { deadline: { afterMs: 9 * HOUR } }] };

  async function overdue(here: Scene): Promise<void> {
    await here.skip(HOUR + 3 * SECOND);
    while ((await here.store.expire()).more);
  }

  test("ends those whose deadline passed, sent to or not, and nobody else", soon, async (here) => {
    await overdue(here);
    expect(await here.person("p1")).toMatchObject({
      state: "expired",
      cause: "deadline",
      deadlinePassed: true,
    });
    expect(await here.person("p2")).toMatchObject({ state: "pending", deadlinePassed: false });
    expect((await here.ledger()).unreachedBy).toEqual({ deadline: 1 });
  });

  test("does nothing before the deadline, and nothing twice", soon, async (here) => {
    await here.listen(HOUR - SECOND);
    expect((await here.store.expire()).moved).toBe(0);
    await here.listen(4 * SECOND);
    expect((await here.store.expire()).moved).toBe(1);
    expect((await here.store.expire()).moved).toBe(0);
  });

  test("ends those who wait for a receipt or an answer", { ...soon, plan: ONE_CARRIER }, async (here) => {
    const [first] = await here.send();
    await here.receipt({ attemptId: first?.attemptId ?? "" }, "delivered");
    await overdue(here);
    expect((await here.person("p1")).state).toBe("expired");
  });

  test("does not touch who acknowledged", soon, async (here) => {
    await here.acknowledge("p1");
    await overdue(here);
    expect((await here.person("p1")).state).toBe("acknowledged");
  });

  it("keeps every outcome of what was on the wire, and claims nobody any more", async () => {
    const people = Array.from({ length: 64 }, () => ({ deadline: { afterMs: HOUR } }));
    const here = await scene({ people });
    await here.listen(HOUR - 20 * SECOND);
    const claimed = await here.claim("sms.main", 64);
    expect(claimed).toHaveLength(64);
    await here.listen(25 * SECOND);
    while ((await here.store.expire()).more);
    expect((await here.ledger()).states.expired).toBe(64);
    const outcomes = claimed.map(({ attemptId }) => ({
      attemptId,
      kind: "accepted" as const,
      ref: attemptId,
    }));
    const settled = await here.store.settle(here.worker, outcomes);
    expect(new Set(settled)).toEqual(new Set(["recorded"]));
    expect(await here.ledger()).toMatchObject({
      attempts: [{ state: "accepted", count: 64 }],
      states: { expired: 64 },
    });
    for (const provider of ["sms.main", "sms.second", "email.smtp"]) expect(await here.claim(provider)).toEqual([]);
  });

  test("does not stop receipts and late acknowledgements", soon, async (here) => {
    const [one] = await here.send("sms.main", 1);
    await overdue(here);
    await here.receipt({ attemptId: one?.attemptId ?? "" }, "delivered");
    await here.acknowledge("p1", { occurredAt: here.now });
    expect(await here.person("p1")).toMatchObject({
      state: "acknowledged",
      late: true,
      lastAttempt: { evidence: "delivered" },
    });
  });
});
