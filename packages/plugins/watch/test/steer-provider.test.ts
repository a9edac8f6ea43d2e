import { type AvoidedProviders, otherWay } from "@relance/rules";
import type { Plan, PlanRoute, PlanStep } from "@relance/spec";
import { describe, expect, it } from "vitest";
import {
  CAREFUL_PER_SECOND,
  describeReroutes,
  hasOtherWay,
  PROBE_PER_SECOND,
  steerProvider,
} from "../src/respond/steer-provider.ts";
import type { ProviderWatch } from "../src/watch-memory.ts";

const NOBODY: AvoidedProviders = { shunned: new Set(), slow: new Set() };
const NOW = 1_000_000;
const QUARTER_MS = 900_000;

/** `step("sms", "main a", "twin a", "second b")`: providers with their vendors. */
function step(channel: "sms" | "email", ...places: string[]): PlanStep {
  const route = places.map((place): PlanRoute => {
    const [provider = "", vendor = ""] = place.split(" ");
    return { provider, vendor, receipts: true, lookup: false };
  });
  return { channel, route, unknownAfterMs: 60_000, onMissingReceipt: "reroute" };
}

const planOf = (...steps: PlanStep[]) => ({ steps }) as unknown as Plan;

function steer(plan: Plan, state: ProviderWatch["state"], facts: Partial<AvoidedProviders> = {}, isRerouting = true) {
  const status = { ...NOBODY, ...facts };
  const watch = { state, since: 0, pauses: 0 };
  return steerProvider(7, "main", watch, { plan, isRerouting, reason: "lost", now: NOW, status });
}

describe("recipients who waited for a provider that loses messages", () => {
  const PLAN = planOf(step("sms", "main a", "twin a", "second b", "third c"));

  it("are rerouted to another vendor, not to a second account of the same vendor", () => {
    expect(otherWay(PLAN, 1, "main", NOBODY)).toBe("second");
    expect(steer(PLAN, "paused")).toEqual([
      {
        campaign: 7,
        provider: "main",
        reason: "lost",
        step: 1,
        gate: "held",
        perSecond: null,
        reviewAt: NOW + QUARTER_MS,
        via: "second",
      },
    ]);
  });

  it("wait if only the same vendor remains in the route", () => {
    const plan = planOf(step("sms", "second b", "main a", "twin a"));
    expect(otherWay(plan, 1, "main", NOBODY)).toBeUndefined();
    expect(hasOtherWay(plan, "main", NOBODY)).toBe(false);
    expect(steer(plan, "paused")).toMatchObject([{ gate: "held", via: null }]);
  });

  it("are not rerouted to an earlier vendor: recipients with an uncertain message there would get a second one", () => {
    const plan = planOf(step("sms", "first x", "main y", "backup x", "third z"));
    expect(otherWay(plan, 1, "main", NOBODY)).toBe("third");
    expect(otherWay(plan, 1, "first", NOBODY)).toBe("main");
  });

  it("are never rerouted to an earlier position of the route", () => {
    const plan = planOf(step("sms", "second b", "main a", "third c"));
    expect(otherWay(plan, 1, "main", NOBODY)).toBe("third");
  });

  it("skip a stopped provider, and use a slow one only if no other remains", () => {
    const shunned = new Set(["second"]);
    expect(otherWay(PLAN, 1, "main", { ...NOBODY, shunned })).toBe("third");
    expect(otherWay(PLAN, 1, "main", { ...NOBODY, slow: shunned })).toBe("third");
    expect(otherWay(PLAN, 1, "main", { shunned: new Set(["third"]), slow: shunned })).toBe("second");
    expect(otherWay(PLAN, 1, "main", { ...NOBODY, shunned: new Set(["second", "third"]) })).toBeUndefined();
    expect(steer(PLAN, "paused", { slow: shunned })).toMatchObject([{ via: "third", perSecond: null }]);
    const slowest = { slow: shunned, shunned: new Set(["third"]) };
    expect(steer(PLAN, "paused", slowest)).toMatchObject([{ via: "second", perSecond: CAREFUL_PER_SECOND }]);
  });

  it("wait if the campaign says so, however many providers exist", () => {
    expect(steer(PLAN, "paused", {}, false)).toMatchObject([{ gate: "held", via: null, perSecond: null }]);
  });

  it("are held step by step, each with its own reroute, and not if it is not in the route", () => {
    const plan = planOf(step("sms", "main a", "second b"), step("sms", "second b"), step("sms", "main a", "twin a"));
    const changes = steer(plan, "paused");
    expect(changes.map(({ step, via }) => [step, via])).toEqual([
      [1, "second"],
      [3, null],
    ]);
    expect(describeReroutes(changes)).toBe("1:second: 3::");
    expect(hasOtherWay(plan, "main", NOBODY)).toBe(true);
    expect(hasOtherWay(plan, "elsewhere", NOBODY)).toBe(false);
  });
});

describe("a provider that is not paused", () => {
  const PLAN = planOf(step("sms", "main a", "second b"));

  it.each([
    ["throttled", CAREFUL_PER_SECOND],
    ["probing", PROBE_PER_SECOND],
  ] as const)("sends carefully while it is %s", (state, perSecond) => {
    expect(steer(PLAN, state)).toMatchObject([{ gate: "open", via: null, perSecond }]);
  });

  it("sends as planned once it works", () => {
    expect(steer(PLAN, "open")).toMatchObject([{ gate: "open", via: null, perSecond: null }]);
  });
});
