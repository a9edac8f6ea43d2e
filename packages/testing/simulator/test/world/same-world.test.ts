import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { PersonRecord } from "../../src/index.ts";
import { phoneOf, type Scene, scene } from "../support/population.ts";

const LINK = "https://notify.example.org/a/abc";
const COUNT = 60;

async function campaign(seed: number, order: readonly number[], also?: (stage: Scene) => void) {
  const press = ({ answer }: { answer: string }) => ({ ok: true, answer });
  const stage = scene({ seed, count: COUNT, hands: { press } });
  stage.world.carrier("main", { loss: 0.26, unknownAddresses: 0.03, unreachable: 0.05 });
  also?.(stage);
  for (const index of order) {
    stage.world.carrier("main").submit({ address: phoneOf(index), letter: { text: LINK } });
  }
  await stage.run();
  return stage.world;
}

const straight = Array.from({ length: COUNT }, (_, index) => index);

function lifeOf(record: PersonRecord): unknown {
  const sms = record.received.filter(({ channel, provider }) => channel === "sms" && provider === "main");
  return { key: record.person.key, sms, gestures: record.gestures };
}

describe("the same world", () => {
  it("gives a recipient the same luck in whatever order messages are sent", async () => {
    const orders = fc.shuffledSubarray(straight, { minLength: COUNT, maxLength: COUNT });
    await fc.assert(
      fc.asyncProperty(fc.integer(), orders, async (seed, order) => {
        const one = await campaign(seed, straight);
        const other = await campaign(seed, order);
        expect([...other.people()].map(lifeOf)).toEqual([...one.people()].map(lifeOf));
        expect(other.report()).toEqual(one.report());
      }),
      { numRuns: 40 },
    );
  });

  it("gives a second sender the same losses, whatever else that sender does", async () => {
    const hopeful = await campaign(9, straight);
    const careful = await campaign(9, straight, ({ world }) => {
      for (const index of straight) {
        world.carrier("second").submit({ address: phoneOf(index), letter: { text: "by another way" } });
      }
    });
    const lostAt = (world: typeof hopeful) =>
      [...world.people()]
        .filter(({ received }) => !received.some(({ provider }) => provider === "main"))
        .map(({ person }) => person.key);
    expect(lostAt(careful)).toEqual(lostAt(hopeful));
    expect(lostAt(hopeful).length).toBeGreaterThan(5);
  });

  it("differs for another seed", async () => {
    const one = await campaign(1, straight);
    const other = await campaign(2, straight);
    expect([...other.people()].map(lifeOf)).not.toEqual([...one.people()].map(lifeOf));
  });

  it("keeps all other recipients' luck if one recipient gets another message", async () => {
    const once = await campaign(4, straight);
    const twice = await campaign(4, [0, ...straight]);
    const others = (world: typeof once) => [...world.people()].slice(1).map(lifeOf);
    expect(others(twice)).toEqual(others(once));
  });
});
