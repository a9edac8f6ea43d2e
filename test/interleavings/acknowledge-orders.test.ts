import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openSqlite } from "@relance/store-sqlite/embedded";
import { describe, expect, it, onTestFinished } from "vitest";
import {
  DEADLINE,
  drain,
  event,
  GRACE,
  HOUR,
  openDesk,
  PLAN,
  peopleOf,
  permutations,
  personRow,
  press,
  receipt,
  SECOND,
  START,
} from "./support/desk.ts";

async function waiting(people: number) {
  const desk = await openDesk();
  const campaign = await desk.start(people);
  const claimed = await desk.claim("sms.main", people);
  await desk.settle(claimed);
  await desk.record(...claimed.map(({ attemptId }) => receipt("sms.main", attemptId)));
  return { desk, campaign, claimed, due: START + 48 * HOUR };
}

describe("claim, acknowledge, escalate: orders of whole transactions", () => {
  it("1: an acknowledgement that commits before the claim prevents it; after it, the message is sent once and superseded", async () => {
    const before = await openDesk();
    await before.start(2);
    await before.acknowledge(event("p0"));
    expect((await before.claim("sms.main")).map(({ key }) => key)).toEqual(["p1"]);
    expect(await before.person("p0")).toMatchObject({ state: "acknowledged", lastAttempt: undefined });
    const after = await openDesk();
    await after.start(2);
    const claimed = await after.claim("sms.main");
    await after.acknowledge(event("p0"));
    await after.settle(claimed);
    expect((await after.ledger()).totals).toMatchObject({ attempts: 2, supersededInFlight: 1 });
    after.now = DEADLINE + HOUR;
    await after.processDue();
    expect((await after.events("p0")).filter(({ type }) => type === "attempt.submitted")).toHaveLength(1);
    expect((await after.ledger()).holds).toBe(true);
  });

  it("3: a recipient whose acknowledgement commits before the escalation is never escalated, however late it runs", async () => {
    const { desk, due } = await waiting(2);
    desk.now = due + HOUR;
    await desk.acknowledge(event("p0"));
    await desk.processDue();
    await desk.processDue();
    expect((await desk.claim("email.smtp")).map(({ key }) => key)).toEqual(["p1"]);
    expect((await desk.events("p0")).map(({ type }) => type)).not.toContain("enrollment.escalated");
  });

  it("4: escalated first, then acknowledged: escalated once, and the new step is never claimed", async () => {
    const { desk, due } = await waiting(2);
    desk.now = due + GRACE;
    await desk.processDue();
    await desk.acknowledge(event("p0"));
    await desk.processDue();
    expect((await desk.claim("email.smtp")).map(({ key }) => key)).toEqual(["p1"]);
    const types = (await desk.events("p0")).map(({ type }) => type);
    expect(types.filter((type) => type === "enrollment.escalated")).toHaveLength(1);
    expect(await desk.person("p0")).toMatchObject({ state: "acknowledged", late: false });
  });

  it("8: two parallel escalations of 10,000 due recipients move each once, and the sums are exact", async () => {
    const folder = mkdtempSync(join(tmpdir(), "relance-interleaving-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    let steady = 0;
    const clocks = { steadyNow: () => ++steady, watchClock: false };
    const file = join(folder, "relance.db");
    const desk = await openDesk({ file, ...clocks });
    const other = openSqlite({ file, now: () => desk.now, ...clocks });
    await other.open();
    await desk.start(10_000);
    for (let round = 0; round < 10; round++) {
      const claimed = await desk.claim("sms.main", 1_000);
      await desk.settle(claimed);
      await desk.record(...claimed.map(({ attemptId }) => receipt("sms.main", attemptId)));
    }
    desk.now = START + 48 * HOUR + GRACE;
    let moved = 0;
    let batches = 0;
    for (let isMore = true; isMore; batches++) {
      const [one, two] = [await desk.store.escalate(), await other.escalate()];
      moved += one.moved + two.moved;
      isMore = one.more || two.more;
    }
    expect(batches).toBeGreaterThan(2);
    expect(moved).toBe(10_000);
    const escalated = (await desk.events()).filter(({ type }) => type === "enrollment.escalated");
    expect(escalated).toHaveLength(10_000);
    expect(new Set(escalated.map(({ key }) => key)).size).toBe(10_000);
    expect(await desk.ledger()).toMatchObject({ holds: true, states: { active: 10_000 } });
    expect(await desk.findings()).toEqual([]);
    await other.close();
    await desk.store.close();
  });

  it("9: acknowledgements of 1 to 300 and receipts of 300 to 1 are all applied, whichever commits first", async () => {
    for (const isAcknowledgedFirst of [true, false]) {
      const desk = await openDesk();
      await desk.start(300);
      const claimed = await desk.claim("sms.main", 300);
      await desk.settle(claimed);
      const works = [
        () => desk.acknowledge(...claimed.map(({ key }) => event(key))),
        () => desk.record(...claimed.map(({ attemptId }) => receipt("sms.main", attemptId)).reverse()),
      ];
      for (const work of isAcknowledgedFirst ? works : works.reverse()) await work();
      expect((await desk.ledger()).states.acknowledged).toBe(300);
      expect((await desk.ledger()).attempts).toEqual([
        { step: 1, provider: "sms.main", state: "accepted", evidence: "delivered", count: 300 },
      ]);
      expect(await desk.findings()).toEqual([]);
    }
  });

  it("10: a gesture and a concurrent event for one recipient: one step, the strongest kept, both stored", async () => {
    for (const order of permutations(["gesture", "event"] as const)) {
      const { desk, claimed } = await waiting(1);
      const both = {
        gesture: press(claimed[0]?.enrollment ?? 0),
        event: event("p0", { answer: "done" }),
      };
      for (const name of order) expect((await desk.acknowledge(both[name]))[0]?.status).toBe("recorded");
      const closing = (await desk.events("p0")).filter(({ type }) => type === "enrollment.acknowledged");
      expect(closing).toHaveLength(1);
      for (const name of order) expect((await desk.acknowledge(both[name]))[0]?.status).toBe("duplicate");
      await desk.acknowledge(event("p0", { sourceId: "taken back", revoke: true, occurredAt: START + 50 * HOUR }));
      expect((await desk.person("p0")).state).toBe("acknowledged");
    }
  });

  it("11: too weak, then escalated, then strong and late: recorded each time, acknowledged, the next step cancelled", async () => {
    const desk = await openDesk();
    await desk.start(1, { ...PLAN, strength: "event" });
    const [claimed] = await desk.claim("sms.main");
    if (claimed === undefined) throw new Error("nobody was claimed");
    await desk.settle([claimed]);
    await desk.record(receipt("sms.main", claimed.attemptId));
    expect((await desk.acknowledge(press(claimed.enrollment)))[0]).toMatchObject({
      status: "too-weak",
      state: "active",
    });
    desk.now = START + 48 * HOUR + GRACE;
    await desk.processDue();
    expect((await desk.events("p0")).map(({ type }) => type)).toContain("enrollment.escalated");
    expect((await desk.acknowledge(event("p0")))[0]).toMatchObject({
      status: "recorded",
      state: "acknowledged",
    });
    expect(await desk.claim("email.smtp")).toEqual([]);
    desk.now = DEADLINE + HOUR;
    await desk.processDue();
    expect((await desk.acknowledge(event("p0", { sourceId: "again" })))[0]).toMatchObject({
      status: "late",
      state: "acknowledged",
    });
    expect(await desk.person("p0")).toMatchObject({ state: "acknowledged", late: false });
  });

  it("12: received a second before the deadline, committed after the expire batch: acknowledged, not late", async () => {
    const { desk } = await waiting(2);
    desk.now = DEADLINE + GRACE;
    await desk.processDue();
    expect((await desk.ledger()).states.expired).toBe(2);
    expect((await desk.acknowledge(event("p0", { occurredAt: DEADLINE - SECOND })))[0]).toMatchObject({
      status: "recorded",
      state: "acknowledged",
    });
    expect((await desk.person("p0")).late).toBe(false);
    expect((await desk.acknowledge(event("p1", { occurredAt: DEADLINE + SECOND })))[0]?.status).toBe("late");
    expect(await desk.ledger()).toMatchObject({
      holds: true,
      late: 1,
      states: { acknowledged: 2, expired: 0 },
    });
  });

  it("12: a recipient who pressed while the deadline passed is acknowledged, never expired", async () => {
    for (const after of [-1, 0, 1, GRACE - 1, GRACE]) {
      const { desk, claimed } = await waiting(1);
      desk.now = DEADLINE + after;
      await desk.processDue();
      await desk.acknowledge(press(claimed[0]?.enrollment ?? 0));
      desk.now += HOUR;
      await desk.processDue();
      expect(await desk.person("p0")).toMatchObject({ state: "acknowledged", late: after > 0 });
    }
  });

  it("13: an event and its revocation, reversed and repeated, give the same state", async () => {
    const done = event("p0", { sourceId: "done", occurredAt: START + HOUR });
    const undone = event("p0", { sourceId: "undone", occurredAt: START + 2 * HOUR, revoke: true });
    const states = new Set<string>();
    for (const order of permutations([done, undone, done, undone])) {
      const { desk } = await waiting(1);
      desk.now = START + 3 * HOUR;
      for (const item of order) await desk.acknowledge(item);
      states.add((await desk.person("p0")).state);
    }
    expect(states).toEqual(new Set(["active"]));
  });

  it("13: a revocation after the deadline is recorded and causes no message", async () => {
    const { desk } = await waiting(1);
    await desk.acknowledge(event("p0", { occurredAt: START }));
    desk.now = DEADLINE + HOUR;
    const undone = event("p0", { sourceId: "undone", occurredAt: DEADLINE + HOUR, revoke: true });
    expect((await desk.acknowledge(undone))[0]?.status).toBe("recorded");
    await desk.processDue();
    expect((await desk.person("p0")).state).toBe("expired");
    expect([
      ...(await desk.claim("sms.main")),
      ...(await desk.claim("sms.second")),
      ...(await desk.claim("email.smtp")),
    ]).toEqual([]);
    expect((await desk.ledger()).holds).toBe(true);
  });

  it("14: enroll and acknowledge of one key in both orders: acknowledged, counted once, nothing sent", async () => {
    for (const isEarly of [true, false]) {
      const desk = await openDesk();
      if (isEarly) expect((await desk.acknowledge(event("p0")))[0]?.status).toBe("waiting");
      await desk.start(peopleOf(2));
      if (!isEarly) expect((await desk.acknowledge(event("p0")))[0]?.status).toBe("recorded");
      expect((await desk.acknowledge(event("p0")))[0]?.status).toBe("duplicate");
      expect((await desk.claim("sms.main")).map(({ key }) => key)).toEqual(["p1"]);
      expect(await desk.ledger()).toMatchObject({
        holds: true,
        audience: { rows: 2, enrolled: 2 },
        states: { acknowledged: 1, active: 1 },
      });
      expect(await desk.findings()).toEqual([]);
    }
  });

  it("14: an early acknowledgement of another tenant, another event or another key affects no recipient", async () => {
    const desk = await openDesk();
    await desk.acknowledge(
      event("p0", { target: { tenant: "other", key: "p0", on: "re-registered" }, sourceId: "1" }),
      event("p0", { target: { tenant: "", key: "p0", on: "moved-house" }, sourceId: "2" }),
      event("p00", { sourceId: "3" }),
    );
    await desk.start([personRow(0)]);
    expect(await desk.claim("sms.main")).toHaveLength(1);
    expect(await drain(() => desk.store.fold())).toBe(0);
  });
});
