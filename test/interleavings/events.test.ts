import type { RelanceEvent } from "relance";
import { describe, expect, it } from "vitest";
import { type Arena, openArena, overSeeds } from "./support/arena.ts";
import { MINUTE, SECOND } from "./support/desk.ts";

interface Heard {
  readonly events: RelanceEvent[];
  readonly failures: number;
}

async function subscribe(
  arena: Arena,
  process: string,
  name: string,
  fails: (page: readonly RelanceEvent[], turn: number) => boolean = () => false,
): Promise<Heard> {
  const { gateway } = await arena.open(process);
  const heard = { events: [] as RelanceEvent[], failures: 0 };
  let turn = 0;
  gateway.subscribe(name, (page) => {
    if (fails(page, turn++)) {
      heard.failures += 1;
      throw new Error("the consumer is not well");
    }
    heard.events.push(...page);
  });
  return heard;
}

async function expectComplete(heard: Heard, arena: Arena): Promise<void> {
  const ids = heard.events.map(({ id }) => id);
  expect(new Set(ids)).toEqual(new Set((await arena.events()).map(({ id }) => id)));
  const versions = new Map<string, number>();
  for (const { key = "", version = 0, id } of new Map(heard.events.map((one) => [one.id, one])).values()) {
    if (version === 0) continue;
    expect(version, id).toBeGreaterThan(versions.get(key) ?? 0);
    versions.set(key, version);
  }
}

describe("subscriptions", () => {
  it("52: a failing subscriber affects no other, and gets the same page again until it succeeds", async () => {
    await overSeeds(10, async (seed) => {
      const arena = await openArena({ seed, people: 6 });
      await arena.hear("receiver");
      await arena.work("worker");
      const healthy = await subscribe(arena, "first consumer", "healthy");
      const failing = await subscribe(arena, "second consumer", "failing", (_, turn) => turn < 30);
      await arena.time.advance(20 * SECOND);
      expect(failing.failures).toBeGreaterThan(5);
      expect(failing.events).toEqual([]);
      await expectComplete(healthy, arena);
      await arena.time.advance(2 * MINUTE);
      await expectComplete(healthy, arena);
      await expectComplete(failing, arena);
      expect(healthy.events).toHaveLength(new Set(healthy.events.map(({ id }) => id)).size);
      await arena.close();
    });
  });

  it("52: killed at any point, a subscription continues in another process, at least once and in order", async () => {
    await overSeeds(10, async (seed) => {
      const arena = await openArena({ seed, people: 6 });
      await arena.hear("receiver");
      await arena.work("worker");
      const parts: Heard[] = [];
      for (let life = 0; life < 4; life++) {
        parts.push(await subscribe(arena, `life ${life}`, "crm"));
        await arena.time.advance(SECOND + arena.draw(20 * SECOND));
        if (life < 3) arena.kill(`life ${life}`);
      }
      await arena.time.advance(3 * MINUTE);
      await expectComplete({ events: parts.flatMap(({ events }) => events), failures: 0 }, arena);
      await arena.close();
    });
  });

  it("52: of two processes that subscribe under one name, one gets events at a time", async () => {
    const arena = await openArena({ seed: 3 });
    await arena.hear("receiver");
    await arena.work("worker");
    const one = await subscribe(arena, "one", "crm");
    const two = await subscribe(arena, "two", "crm");
    await arena.time.advance(3 * MINUTE);
    const both = [...one.events, ...two.events];
    expect(both).toHaveLength((await arena.events()).length);
    expect(new Set(both.map(({ id }) => id)).size).toBe(both.length);
    await arena.close();
  });
});
