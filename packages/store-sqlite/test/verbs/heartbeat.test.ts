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

it("lets one worker send, keeps the second ready, and hands over when the first is gone", () => {
  const world = openWorld({ liveNow: undefined });
  world.start(30);
  expect(beat(world, "a").standby).toBe(false);
  expect(beat(world, "b").standby).toBe(true);
  expect(world.store.claim(wanting("b")).claimed).toEqual([]);
  expect(world.store.claim(wanting("a")).claimed).toHaveLength(10);
  world.now += 20_000;
  beat(world, "b");
  world.now += 10_001; // a's lease is over
  expect(world.store.claim(wanting("a")).claimed).toEqual([]);
  expect(beat(world, "b").standby).toBe(false);
  expect(world.store.claim(wanting("b")).claimed).toHaveLength(10);
  expect(world.store.recover().moved).toBe(10);
});

it("never extends a lease that ended: what it covered may be in other hands", () => {
  const world = openWorld({ liveNow: undefined });
  const first = beat(world, "a");
  expect(first.leaseUntil - first.now).toBe(30_000);
  world.now += 30_000;
  const late = beat(world, "a");
  expect(late.leaseUntil).toBeLessThanOrEqual(late.now);
  expect(beat(world, "a-again").standby).toBe(false);
});

it("takes over at once when the other process is certainly gone", () => {
  const processes = { own: "p1", isGone: (name: string) => gone.has(name) };
  const gone = new Set<string>();
  const world = openWorld({ processes, liveNow: undefined });
  world.start(10);
  beat(world, "killed");
  world.store.claim(wanting("killed"));
  const watch = { name: "watch:1", leaseMs: 15_000 };
  world.store.task({ ...watch, owner: "killed:watch" });
  world.store.task({ name: "other", owner: "killed-not:watch" });
  processes.own = "p2";
  expect(beat(world, "next").standby).toBe(true);
  expect(world.store.task({ ...watch, owner: "next:watch" })).toMatchObject({ status: "held" });
  gone.add("p1");
  expect(beat(world, "next").standby).toBe(false);
  expect(world.store.recover().moved).toBe(10);
  expect(world.store.task({ ...watch, owner: "next:watch" })).toMatchObject({ status: "owned" });
  expect(world.store.task({ name: "other", owner: "next:watch" })).toMatchObject({ status: "held" });
});

it("lets several workers send in a simulation that says so", () => {
  const world = openWorld({ singleWorker: false, liveNow: undefined });
  world.start(30);
  expect(beat(world, "a").standby).toBe(false);
  expect(beat(world, "b").standby).toBe(false);
  expect(world.store.claim(wanting("a")).claimed).toHaveLength(10);
  expect(world.store.claim(wanting("b")).claimed).toHaveLength(10);
});

it("stands still after a jump of the clock, until five calm minutes; acknowledgements go on", () => {
  let steady = 0;
  const world = openWorld({ steadyNow: () => steady, watchClock: true });
  world.start(5);
  beat(world, "a");
  world.accept(world.claim("sms.main", 64, "a"));
  const pass = (ms: number, jump = 0) => {
    steady += ms;
    world.now += ms + jump;
  };
  pass(5_000, HOUR);
  expect(beat(world, "a").clockStep).toBe(true);
  expect(world.store.escalate().moved).toBe(0);
  expect(world.store.recover().moved).toBe(0);
  const [answer] = world.store.acknowledge([
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
  expect(beat(world, "a").clockStep).toBe(false);
  expect(world.store.escalate().moved).toBe(4);
});
