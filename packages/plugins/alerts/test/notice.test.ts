import { describe, expect, it } from "vitest";
import type { AlertLevel } from "../src/alerts-config.ts";
import { type AlertMemory, NOTHING_TOLD, notice } from "../src/notice.ts";
import { incidentRow, type Row } from "./incident-row.ts";

/** Returns the alerts about one incident whose row has these values at successive checks. */
function story(looks: readonly Row[], from: AlertLevel = "warn"): string[] {
  let memory: AlertMemory = NOTHING_TOLD;
  return looks.flatMap((row) => {
    const found = notice(memory, [incidentRow(row)], from, 0);
    memory = { ...memory, ...found.memory };
    return found.alerts.map(({ change }) => change);
  });
}

describe("the alerts about an incident", () => {
  it("report its beginning, its worsening and its end, each once", () => {
    const slowed = { did: ["slowed"] } as const;
    const paused = { did: ["slowed", "paused"] } as const;
    const over = { did: ["slowed", "paused", "probed", "resumed"], hasEnded: true } as const;
    expect(story([slowed, slowed, paused, paused, over, over])).toEqual(["opened", "worsened", "ended"]);
  });

  it("report nothing more if it was severe from the beginning and is probed again", () => {
    expect(story([{ did: ["rerouted"] }, { did: ["rerouted", "probed", "rerouted"] }])).toEqual(["opened"]);
  });

  it("begin with the measures that stop messages if only these are requested", () => {
    const looks: Row[] = [{ did: ["slowed"] }, { did: ["slowed", "rerouted"] }, { hasEnded: true }];
    expect(story(looks, "action")).toEqual(["opened", "ended"]);
    expect(story([{ did: ["slowed"] }, { did: ["slowed", "resumed"], hasEnded: true }], "action")).toEqual([]);
  });

  it("report only its end if it ended before the first check", () => {
    expect(story([{ did: ["paused", "resumed"], hasEnded: true }])).toEqual(["ended"]);
  });

  it("omit incidents from before the first check of a store", () => {
    const rows = [incidentRow({ id: 1, hasEnded: true }), incidentRow({ id: 2 })];
    const { alerts, memory } = notice(undefined, rows, "warn", 7);
    expect(alerts).toEqual([expect.objectContaining({ incident: 2, change: "opened", at: 7 })]);
    expect(memory).toEqual({ through: 2, open: { 2: "warn" } });
  });

  it("have an id that is the same in every process, and differs between incidents", () => {
    const ids = [incidentRow({ id: 1 }), incidentRow({ id: 1 }), incidentRow({ id: 2 })].map(
      (row) => notice(NOTHING_TOLD, [row], "warn", 0).alerts[0]?.id,
    );
    expect(ids[0]).toBe(ids[1]);
    expect(ids[2]).not.toBe(ids[0]);
  });

  it("report no worsening because of a recipient's action", () => {
    const before = notice(NOTHING_TOLD, [incidentRow({ did: ["slowed"] })], "warn", 0).memory;
    const row = incidentRow({ did: [undefined], actor: "ada", action: "sms.main is paused by hand" });
    expect(notice({ ...NOTHING_TOLD, ...before }, [row], "warn", 0).alerts).toEqual([]);
  });
});
