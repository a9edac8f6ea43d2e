import type { Store } from "@relance/spec";
import { expect, it, type TestContext } from "vitest";
import { HOUR, MINUTE, SECOND, SMS_ONLY } from "./scene/plan.ts";
import type { Scene } from "./scene/scene.ts";
import { type Area, area, type SetScene, scenes } from "./scene/scenes.ts";

export const clockStepContract: Area = area("a jump of the clock", ({ test, scene, open }) => {
  const shared = scenes(() => open({ isShared: true }));

  async function underWay(): Promise<Scene> {
    const here = await scene({ plan: SMS_ONLY, people: [{}, { deadline: { afterMs: 2 * HOUR } }, {}] });
    for (const { attemptId } of await here.send("sms.main", 2)) await here.receipt({ attemptId }, "delivered");
    await here.claimOne();
    await here.listen(MINUTE);
    return here;
  }

  const states = async (here: Scene) => {
    const people = await Promise.all(["p1", "p2", "p3"].map((key) => here.person(key)));
    return people.map(({ state, lastAttempt }) => `${state} ${lastAttempt?.state}`);
  };
  const before = ["active accepted", "active accepted", "active submitting"];

  it("forward moves no recipient, expires no recipient and recovers no attempt, even before a heartbeat detects the jump", async () => {
    const here = await underWay();
    here.clock.jump(3 * HOUR);
    expect(await here.processDue()).toEqual({});
    expect(await states(here)).toEqual(before);
    await here.skip(4 * MINUTE);
    expect((await here.beat()).clockStep).toBe(true);
    expect(await here.processDue()).toEqual({});
    expect(await states(here)).toEqual(before);
  });

  it("forward delays due times until five minutes have passed without another jump", async () => {
    const here = await underWay();
    here.clock.jump(3 * HOUR);
    await here.processDue();
    await here.skip(6 * MINUTE);
    expect((await here.beat()).clockStep).toBe(false);
    expect(await here.decide()).toEqual({ "ack-timeout": 1 });
    expect(await states(here)).toEqual(["exhausted accepted", "expired accepted", "active uncertain"]);
  });

  test("blocks neither acknowledgements nor messages that are already claimed", { people: 2 }, async (here) => {
    const [first] = await here.send("sms.main", 1);
    here.clock.jump(3 * HOUR);
    expect(await here.acknowledge(first?.key ?? "")).toMatchObject({ status: "recorded" });
    here.worker = "rejoined";
    await here.beat();
    expect(await here.send()).toHaveLength(1);
  });

  const link = { strength: "event" } as const;

  async function nearTheEnd(set: SetScene = scene): Promise<Scene> {
    const soon = { deadline: { afterMs: 2 * HOUR } };
    const here = await set({ plan: SMS_ONLY, people: [soon, soon] });
    await here.send("sms.main", 2);
    await here.listen(MINUTE);
    return here;
  }

  it("forward makes no answer late, even after the clock was set back", async () => {
    const here = await nearTheEnd();
    here.clock.jump(3 * HOUR);
    expect(await here.press("p2", "done", link)).toMatchObject({ status: "recorded", state: "acknowledged" });
    await here.skip(2 * MINUTE);
    await here.beat();
    expect(await here.acknowledge("p1")).toMatchObject({ status: "recorded" });
    here.clock.jump(-3 * HOUR);
    await here.skip(MINUTE);
    await here.beat();
    const ledger = await here.ledger();
    expect(ledger).toMatchObject({ states: { acknowledged: 2 }, late: 0, holds: true });
  });

  const ear = { incarnation: "of-the-other", role: "receiver", version: "1", providers: [] } as const;

  async function openBeside(here: Scene, { skip }: TestContext): Promise<Store> {
    return here.beside === undefined ? skip("this store belongs to one process") : here.beside();
  }

  it("makes no answer late in a process that opened the store after another process had detected the jump", async (test) => {
    const here = await nearTheEnd(shared);
    here.clock.jump(3 * HOUR);
    await here.beat();
    const beside = await openBeside(here, test);
    expect(await here.acknowledge("p1", {}, beside)).toMatchObject({ status: "recorded" });
    await beside.heartbeat(ear);
    expect(await here.acknowledge("p2", {}, beside)).toMatchObject({ status: "recorded" });
    here.clock.jump(-3 * HOUR);
    await here.beat();
    expect(await here.ledger()).toMatchObject({ states: { acknowledged: 2 }, late: 0, holds: true });
  });

  it("makes no answer late in a process that opened the store before the jump and has sent a heartbeat since", async (test) => {
    const here = await nearTheEnd(shared);
    here.clock.jump(3 * HOUR);
    const beside = await openBeside(here, test);
    await beside.heartbeat(ear);
    await here.beat();
    await beside.heartbeat(ear);
    expect(await here.acknowledge("p1", {}, beside)).toMatchObject({ status: "recorded" });
  });

  it("is trusted after five minutes without another jump, even by a process that opened the store in that time", async (test) => {
    const here = await nearTheEnd(shared);
    here.clock.jump(3 * HOUR);
    await here.beat();
    const beside = await openBeside(here, test);
    expect(await here.acknowledge("p1", {}, beside)).toMatchObject({ status: "recorded" });
    await here.skip(6 * MINUTE);
    expect(await here.acknowledge("p2", {}, beside)).toMatchObject({ status: "late" });
  });

  it("forward does not end an enrollment whose answer is revoked", async () => {
    const here = await nearTheEnd();
    const { enrollment } = await here.person("p2");
    await here.acknowledge("p2", { target: { enrollment } });
    here.clock.jump(3 * HOUR);
    await here.acknowledge("p2", { target: { enrollment }, revoke: true });
    expect((await here.person("p2")).state).toBe("active");
  });

  it("forward is trusted after five minutes without another jump, and answers after that are late", async () => {
    const here = await nearTheEnd();
    here.clock.jump(3 * HOUR);
    await here.beat();
    await here.skip(6 * MINUTE);
    await here.beat();
    expect(await here.press("p2", "done", link)).toMatchObject({ status: "late" });
  });

  it("back moves no recipient, and every due time still takes effect", async () => {
    const here = await underWay();
    here.clock.jump(-3 * HOUR);
    expect(await here.processDue()).toEqual({});
    expect((await here.beat()).clockStep).toBe(true);
    await here.skip(HOUR);
    expect(await here.decide()).toEqual({});
    expect((await here.person("p2")).state).toBe("active");
    await here.skip(4 * HOUR);
    expect(await here.decide()).toEqual({ "ack-timeout": 1 });
    expect((await here.person("p2")).state).toBe("expired");
  });

  test("of up to thirty seconds is ignored, so that an ordinary correction of the clock blocks nothing", async (here) => {
    here.clock.jump(20 * SECOND);
    expect((await here.beat()).clockStep).toBe(false);
    await here.listen(MINUTE);
    here.clock.jump(-20 * SECOND);
    expect((await here.beat()).clockStep).toBe(false);
  });
});
