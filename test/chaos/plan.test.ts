import { describe, expect, it } from "vitest";
import { planOf } from "./plan.ts";

const MINUTE = 60_000;

describe("the faults of a chaos run", () => {
  it("are the same for the same seed and length, and differ for another seed", () => {
    expect(planOf(7, MINUTE)).toEqual(planOf(7, MINUTE));
    expect(planOf(8, MINUTE)).not.toEqual(planOf(7, MINUTE));
  });

  it("include every kind of fault within a minute, and spare no process in five", () => {
    const kinds = new Set(planOf(1, MINUTE).map(({ trouble }) => trouble.what));
    expect([...kinds].sort()).toEqual([
      "cut-connections",
      "freeze",
      "kill",
      "misbehave",
      "restart-server",
      "stall-connections",
      "step-clock",
      "terminate",
      "weather",
    ]);
    const killed = planOf(1, 5 * MINUTE).flatMap(({ trouble }) => (trouble.what === "kill" ? [trouble.whom] : []));
    expect([...new Set(killed)].sort()).toEqual(["receiver1", "receiver2", "worker1", "worker2", "worker3"]);
  });

  it("freeze a process beyond its lease, and continue it before the end", () => {
    const long = planOf(1, 5 * MINUTE).flatMap(({ atMs, trouble }) =>
      trouble.what === "freeze" && trouble.forMs > 30_000 ? [atMs + trouble.forMs] : [],
    );
    expect(long.length).toBeGreaterThan(0);
    expect(Math.max(...long)).toBeLessThanOrEqual(5 * MINUTE);
  });
});
