import type { LiveProcess } from "@relance/spec";
import { describe, expect, it } from "vitest";
import { lookAtWorkers } from "../../src/doctor/look-at-store.ts";

const at = new Date("2026-11-02T10:00:00Z");
const live = (facts: Partial<LiveProcess> = {}): LiveProcess => ({
  incarnation: "a",
  role: "worker",
  version: "1.0.0",
  providers: ["sms.main"],
  config: "aa",
  refused: {},
  ...facts,
});

describe("a check of live processes", () => {
  it("counts workers and receivers, with their versions", () => {
    const processes = [live(), live({ role: "receiver" }), live({ version: "0.9.0" })];
    expect(lookAtWorkers({ processes, uncarried: [], unfinishedTransitions: [] })).toEqual([
      { check: "workers", status: "ok", fact: "2 workers and 1 receiver live, version 0.9.0 and 1.0.0" },
    ]);
    expect(lookAtWorkers({ processes: [], uncarried: [], unfinishedTransitions: [] })).toMatchObject([
      { status: "ok", fact: "0 workers and 0 receivers live" },
    ]);
  });

  it("warns about processes with different configurations", () => {
    const [found] = lookAtWorkers({
      processes: [live(), live({ config: "bb" })],
      uncarried: [],
      unfinishedTransitions: [],
    });
    expect(found).toMatchObject({
      status: "warn",
      fact: expect.stringContaining("2 different configurations"),
    });
  });

  it("warns about work that no live process can do", () => {
    const uncarried = [{ campaign: 1, step: 1, provider: "sms.second", dueAt: at }];
    const [, found] = lookAtWorkers({ processes: [live()], uncarried, unfinishedTransitions: [] });
    expect(found).toMatchObject({ status: "warn", fact: expect.stringContaining("sms.second in step 1") });
  });
});
