import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type VirtualProcess, VirtualTime } from "../src/index.ts";

const never = new AbortController().signal;

/** Runs a few processes that sleep, yield and draw numbers, and returns their actions in order. */
async function program(seed: number): Promise<string[]> {
  const time = new VirtualTime(seed);
  const trace: string[] = [];
  const work = async ({ name, runtime }: VirtualProcess) => {
    for (let turn = 0; turn < 6; turn++) {
      await runtime.yield();
      await runtime.sleep(Math.floor(runtime.random() * 1_000));
      trace.push(`${runtime.now()} ${name} ${runtime.id()}`);
    }
  };
  for (const name of ["a", "b", "c"]) void work(time.process(name));
  await time.advance(60_000);
  return trace;
}

describe("virtual time", () => {
  it("runs the same program in the same order for the same seed", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer(), async (seed) => {
        expect(await program(seed)).toEqual(await program(seed));
      }),
      { numRuns: 5 },
    );
    expect(await program(1)).not.toEqual(await program(2));
  });

  it("passes only when it is advanced, and wakes each sleeper at its time", async () => {
    const time = new VirtualTime(1, 0);
    const { runtime } = time.process("a");
    const woken: number[] = [];
    for (const ms of [300, 100, 200, 100]) void runtime.sleep(ms).then(() => woken.push(runtime.now()));
    await time.settle();
    expect(woken).toEqual([]);
    await time.advance(250);
    expect(woken).toEqual([100, 100, 200]);
    expect(time.now()).toBe(250);
    expect(time.nextAt()).toBe(300);
  });

  it("starts in the morning of 1 August 2013", () => {
    expect(new Date(new VirtualTime(1).now()).toISOString()).toBe("2013-08-01T08:00:00.000Z");
  });

  it("ends a sleep when its signal aborts, also one that was aborted before", async () => {
    const time = new VirtualTime(1);
    const { runtime } = time.process("a");
    const stop = new AbortController();
    const sleeping = runtime.sleep(1e9, stop.signal);
    stop.abort();
    await sleeping;
    await runtime.sleep(1e9, stop.signal);
    expect(time.nextAt()).toBeUndefined();
  });
});

describe("a process that crashes", () => {
  it("never runs again, whatever wakes it", async () => {
    const time = new VirtualTime(1);
    const process = time.process("a");
    const stop = new AbortController();
    let isAlive = false;
    const live = () => {
      isAlive = true;
    };
    void process.runtime.sleep(10).then(live);
    void process.runtime.yield().then(live);
    void process.runtime.sleep(1e9, stop.signal).then(live);
    process.crash();
    stop.abort();
    await time.advance(100);
    expect(isAlive).toBe(false);
    expect(time.nextAt()).toBeUndefined();
  });

  it("does not affect the others", async () => {
    const time = new VirtualTime(1);
    const [dead, alive] = [time.process("dead"), time.process("alive")];
    let turns = 0;
    void alive.runtime.sleep(10, never).then(() => turns++);
    dead.crash();
    await time.advance(10);
    expect(turns).toBe(1);
  });
});

describe("a process that freezes", () => {
  it("runs again once it is continued, and sees that time has passed", async () => {
    const time = new VirtualTime(1, 0);
    const process = time.process("a");
    const seen: number[] = [];
    void process.runtime.sleep(10).then(() => seen.push(process.runtime.now()));
    process.freeze();
    await time.advance(1_000);
    expect(seen).toEqual([]);
    process.thaw();
    await time.advance(0);
    expect(seen).toEqual([1_000]);
  });

  it("does not wake for a signal before it is continued", async () => {
    const time = new VirtualTime(1, 0);
    const process = time.process("a");
    const stop = new AbortController();
    let isAwake = false;
    void process.runtime.sleep(1e9, stop.signal).then(() => {
      isAwake = true;
    });
    process.freeze();
    stop.abort();
    await time.settle();
    expect(isAwake).toBe(false);
    process.thaw();
    await time.settle();
    expect(isAwake).toBe(true);
  });

  it("does not delay the others", async () => {
    const time = new VirtualTime(1, 0);
    const [frozen, alive] = [time.process("frozen"), time.process("alive")];
    void frozen.runtime.sleep(10);
    void alive.runtime.sleep(20);
    frozen.freeze();
    await time.advance(15);
    expect(time.nextAt()).toBe(20);
  });
});
