import { expect, it } from "vitest";
import { HOUR } from "../support/audience.ts";
import { openWorld, type World } from "../support/open-world.ts";

function beat(world: World, incarnation: string, leaving = false) {
  return world.store.heartbeat({
    incarnation,
    role: "worker",
    version: "1",
    providers: ["sms.main"],
    leaving,
  });
}

function wanting(worker: string) {
  return { worker, wants: [{ provider: "sms.main", slots: 10, sendBudgetMs: 1_000 }] };
}

it("lets one worker send, keeps the second on standby, and switches when the first is gone", async () => {
  const world = await openWorld({ liveNow: undefined });
  await world.start(30);
  expect((await beat(world, "a")).standby).toBe(false);
  expect((await beat(world, "b")).standby).toBe(true);
  expect((await world.store.claim(wanting("b"))).claimed).toEqual([]);
  expect((await world.store.claim(wanting("a"))).claimed).toHaveLength(10);
  world.now += 20_000;
  await beat(world, "b");
  world.now += 10_001; // a's lease is over
  expect((await world.store.claim(wanting("a"))).claimed).toEqual([]);
  expect((await beat(world, "b")).standby).toBe(false);
  expect((await world.store.claim(wanting("b"))).claimed).toHaveLength(10);
  expect((await world.store.recover()).moved).toBe(10);
});

it("never extends an expired lease, because other workers may have taken over", async () => {
  const world = await openWorld({ liveNow: undefined });
  const first = await beat(world, "a");
  expect(first.leaseUntil - first.now).toBe(30_000);
  world.now += 30_000;
  const late = await beat(world, "a");
  expect(late.leaseUntil).toBeLessThanOrEqual(late.now);
  expect((await beat(world, "a-again")).standby).toBe(false);
});

it("takes over immediately if the other process has provably ended", async () => {
  const processes = { own: "p1", isGone: (name: string) => gone.has(name) };
  const gone = new Set<string>();
  const world = await openWorld({ processes, liveNow: undefined });
  await world.start(10);
  await beat(world, "killed");
  await world.store.claim(wanting("killed"));
  const watch = { name: "watch:1", leaseMs: 15_000 };
  await world.store.lease({ ...watch, owner: "killed:watch" });
  await world.store.lease({ name: "other", owner: "killed-not:watch" });
  processes.own = "p2";
  expect((await beat(world, "next")).standby).toBe(true);
  expect(await world.store.lease({ ...watch, owner: "next:watch" })).toMatchObject({ status: "held" });
  gone.add("p1");
  expect((await beat(world, "next")).standby).toBe(false);
  expect((await world.store.recover()).moved).toBe(10);
  expect(await world.store.lease({ ...watch, owner: "next:watch" })).toMatchObject({ status: "owned" });
  expect(await world.store.lease({ name: "other", owner: "next:watch" })).toMatchObject({ status: "held" });
});

it("lets several workers send in a simulation with this option", async () => {
  const world = await openWorld({ singleWorker: false, liveNow: undefined });
  await world.start(30);
  expect((await beat(world, "a")).standby).toBe(false);
  expect((await beat(world, "b")).standby).toBe(false);
  expect((await world.store.claim(wanting("a"))).claimed).toHaveLength(10);
  expect((await world.store.claim(wanting("b"))).claimed).toHaveLength(10);
});

it("pauses after a clock jump for five calm minutes; acknowledgements continue", async () => {
  let steady = 0;
  const world = await openWorld({ steadyNow: () => steady, watchClock: true });
  await world.start(5);
  await beat(world, "a");
  await world.accept(await world.claim("sms.main", 64, "a"));
  const pass = (ms: number, jump = 0) => {
    steady += ms;
    world.now += ms + jump;
  };
  pass(5_000, HOUR);
  expect((await beat(world, "a")).clockStep).toBe(true);
  expect((await world.store.escalate()).moved).toBe(0);
  expect((await world.store.recover()).moved).toBe(0);
  const [answer] = await world.store.acknowledge([
    {
      target: { tenant: "", key: "person-0" },
      answer: "done",
      method: "event",
      strength: "event",
      source: "crm",
      sourceId: "1",
    },
  ]);
  expect(answer?.status).toBe("recorded");
  pass(5 * 60_000 + 1);
  expect((await beat(world, "a")).clockStep).toBe(false);
  expect((await world.store.escalate()).moved).toBe(4);
});
