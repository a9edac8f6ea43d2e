import { describe, expect, it } from "vitest";
import { type FakeVendor, fakeVendor } from "../../support/fake-vendor.ts";
import { hello, type Laboratory, openLaboratory, people, SECOND } from "../../support/laboratory.ts";

/** Runs two workers with one store. Each worker has its own provider API. */
async function two(takesMs = 0): Promise<{
  lab: Laboratory;
  first: Awaited<ReturnType<Laboratory["open"]>>;
  second: Awaited<ReturnType<Laboratory["open"]>>;
  main: FakeVendor;
}> {
  const ends: FakeVendor[] = [];
  const lab = await openLaboratory({
    sms: (world) => {
      const main = fakeVendor(world, { takesMs, concurrency: 4 });
      ends.push(main);
      return { main: main.provider };
    },
  });
  const first = await lab.open("first");
  const second = await lab.open("second");
  const [main] = ends;
  if (main === undefined) throw new Error("no fake vendor");
  return { lab, first, second, main };
}

const forever = { signal: new AbortController().signal };

describe("two workers with one store", () => {
  it("take turns: one works, the other is on standby and takes over when the first ends", async () => {
    const { lab, first, second, main } = await two();
    const stop = new AbortController();
    const running = first.gateway.run({ signal: stop.signal });
    await lab.time.settle();
    void second.gateway.run(forever);
    await lab.time.settle();
    const health = async () => [
      (await lab.finish(first.gateway.health())).worker,
      (await lab.finish(second.gateway.health())).worker,
    ];
    expect(await health()).toEqual(["running", "standby"]);
    stop.abort();
    await lab.finish(running);
    await lab.time.advance(6 * SECOND);
    expect(await health()).toEqual(["stopped", "running"]);
    await lab.finish(first.gateway.campaigns.start(hello(), { rows: people(9) }));
    await lab.time.advance(5 * SECOND);
    expect(main.received).toHaveLength(9);
  });

  it("lose no recipient when the first is killed: the second marks its messages as uncertain, and continues", async () => {
    const { lab, first, second, main } = await two(5 * SECOND);
    await lab.finish(first.gateway.campaigns.start(hello(), { rows: people(20) }));
    void first.gateway.run(forever);
    await lab.time.advance(SECOND);
    void second.gateway.run(forever);
    first.process.crash();
    await lab.time.advance(180 * SECOND);
    expect(main.received).toHaveLength(20);
    const states = Object.fromEntries((await lab.ledger()).attempts.map(({ state, count }) => [state, count]));
    expect(states).toEqual({ accepted: 16, uncertain: 4 });
    expect((await lab.ledger()).holds).toBe(true);
  });

  it("never both send when the first freezes beyond its lease and continues", async () => {
    const { lab, first, second, main } = await two(SECOND);
    await lab.finish(first.gateway.campaigns.start(hello(), { rows: people(40) }));
    void first.gateway.run(forever);
    await lab.time.advance(2.5 * SECOND);
    void second.gateway.run(forever);
    await lab.time.settle();
    first.process.freeze();
    await lab.time.advance(45 * SECOND);
    first.process.thaw();
    await lab.time.advance(120 * SECOND);
    const attempts = main.received.map(({ attemptId }) => attemptId);
    expect(new Set(attempts).size).toBe(attempts.length);
    expect(attempts).toHaveLength(40);
    expect((await lab.ledger()).holds).toBe(true);
  });

  it("let the first rejoin under a new name once it is the only one", async () => {
    const { lab, first } = await two();
    void first.gateway.run(forever);
    await lab.time.advance(SECOND);
    first.process.freeze();
    await lab.time.advance(60 * SECOND);
    first.process.thaw();
    await lab.time.advance(6 * SECOND);
    await lab.finish(first.gateway.campaigns.start(hello(), { rows: people(3) }));
    await lab.time.advance(5 * SECOND);
    expect((await lab.ledger()).attempts).toMatchObject([{ state: "accepted", count: 3 }]);
    expect(lab.log).toContainEqual(expect.objectContaining({ event: "worker.rejoined" }));
  });
});
