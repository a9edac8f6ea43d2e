import { describe, expect, it } from "vitest";
import { realClock } from "../../src/index.ts";

describe("real clock", () => {
  it("runs due functions in order, however they were added", async () => {
    using clock = realClock();
    const ran: string[] = [];
    const now = clock.now();
    clock.at(now + 20, () => ran.push("later"));
    clock.at(now + 5, () => ran.push("soon"));
    clock.at(now - 5, () => ran.push("overdue"));
    expect(clock.nextAt()).toBe(now - 5);
    await expect.poll(() => ran).toEqual(["overdue", "soon", "later"]);
    expect(clock.nextAt()).toBeUndefined();
  });

  it("never runs a function before the call that added it returns", () => {
    using clock = realClock();
    let hasRun = false;
    clock.at(clock.now() - 1, () => {
      hasRun = true;
    });
    expect(hasRun).toBe(false);
  });

  it("waits longer than one timer can", () => {
    using clock = realClock();
    const inSixtyDays = clock.now() + 60 * 86_400_000;
    clock.at(inSixtyDays, () => undefined);
    expect(clock.nextAt()).toBe(inSixtyDays);
  });

  it("runs nothing after it is disposed of", async () => {
    const clock = realClock();
    const ran: string[] = [];
    clock.at(clock.now(), () => ran.push("never"));
    clock[Symbol.dispose]();
    using other = realClock();
    await new Promise<void>((resolve) => other.at(other.now() + 10, resolve));
    expect(ran).toEqual([]);
  });
});
