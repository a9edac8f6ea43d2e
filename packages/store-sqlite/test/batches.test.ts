import { expect, it } from "vitest";
import { HOUR, row, START } from "./support/audience.ts";
import { openWorld } from "./support/open-world.ts";

it("ends a batch of due times after this many recipients, and resumes where it stopped", async () => {
  const world = await openWorld();
  const campaign = await world.start(20_000);
  for (let claimed = await world.claim("sms.main"); claimed.length > 0; claimed = await world.claim("sms.main"))
    await world.accept(claimed);
  world.now += 15 * 60_000 + 2_000;
  const batches: number[] = [];
  for (;;) {
    const { moved, more } = await world.store.escalate();
    batches.push(moved);
    if (!more) break;
  }
  expect(batches.length).toBeGreaterThan(2);
  expect(Math.max(...batches)).toBeLessThan(20_000);
  expect(batches.reduce((sum, n) => sum + n, 0)).toBe(20_000);
  expect((await world.store.count(campaign))[0]).toMatchObject({ holds: true, states: { active: 20_000 } });
});

it("expires recipients in batches, each once, whatever their phase at the deadline", async () => {
  const world = await openWorld();
  const deadline = { at: START + HOUR };
  const campaign = await world.start(Array.from({ length: 12_000 }, (_, n) => row(n, { deadline, steps: 1 })));
  await world.accept(await world.claim("sms.main", 3_000));
  await world.claim("sms.main", 1_000); // in flight when the deadline passes
  world.now = START + HOUR + 2_000;
  let moved = 0;
  let batches = 0;
  for (let more = true; more; batches += 1) {
    const batch = await world.store.expire();
    moved += batch.moved;
    more = batch.more;
  }
  expect(batches).toBeGreaterThan(1);
  expect(moved).toBe(12_000);
  expect((await world.store.count(campaign))[0]).toMatchObject({ holds: true, states: { expired: 12_000 } });
});

it("cancels all recipients in batches that continue after a restart", async () => {
  const world = await openWorld();
  const campaign = await world.start(10_000);
  const by = { campaign, transition: "cancel", actor: "ops", reason: "wrong file" } as const;
  const first = await world.store.transition(by);
  expect(first.more).toBe(true);
  expect((await world.store.count(campaign))[0]?.state).toBe("cancelling");
  expect(await world.claim("sms.main")).toEqual([]); // from the first commit on nothing leaves
  let moved = first.moved;
  for (let more = true; more; ) {
    const batch = await world.store.transition(by);
    moved += batch.moved;
    more = batch.more;
  }
  expect(moved).toBe(10_000);
  expect((await world.store.count(campaign))[0]).toMatchObject({
    state: "cancelled",
    states: { cancelled: 10_000 },
    holds: true,
  });
});

it("serves incoming calls between batches", async () => {
  const world = await openWorld();
  const deadline = { at: START + HOUR };
  const campaign = await world.start(Array.from({ length: 12_000 }, (_, n) => row(n, { deadline, steps: 1 })));
  world.now = START + HOUR + 2_000;
  let batches = 0;
  const ending = (async () => {
    while ((await world.store.expire()).more) batches += 1;
  })();
  const target = { tenant: "", key: "person-11999" };
  const said = { answer: "done", method: "event", strength: "event", source: "crm", sourceId: "1" } as const;
  expect(await world.store.acknowledge([{ target, ...said }])).toHaveLength(1);
  expect(batches).toBeLessThanOrEqual(1);
  expect((await world.store.count(campaign))[0]?.states.pending).toBeGreaterThan(0);
  await ending;
  expect(batches).toBeGreaterThan(1);
});
