import { describe, expect, it } from "vitest";
import type { ProviderVerdict } from "../src/judge/judge-campaign.ts";
import type { PilotVerdict } from "../src/judge-pilot.ts";
import { nextState } from "../src/respond/next-state.ts";
import type { ProviderWatch } from "../src/watch-memory.ts";

const MINUTE = 60_000;
const PROBED: ProviderWatch = { state: "probing", since: 0, pauses: 1, judgedFrom: 0 };

/** A verdict without an alarm, in which a loss up to `atMost` is possible. */
function calm(atMost: number): ProviderVerdict {
  const loss = { likeliest: atMost / 2, atLeast: 0, atMost, slowness: 1 };
  const verdict = { kind: "green", level: "none", accepted: 600, receipts: 400, loss } as const;
  return { provider: "sms.main", alarm: "none", verdict, guilty: [], worst: verdict };
}

/** Returns the state after two minutes of a probe. */
function probed(found: Partial<PilotVerdict>, now: ProviderWatch = PROBED): ProviderWatch {
  const probe = { answer: "wait", accepted: 0, receipts: 0, likeliest: 0, atMost: 1, ...found } as const;
  const seen = calm(1);
  return nextState(now, { ...seen, verdict: { ...seen.verdict, probe } }, "reroute", 2 * MINUTE);
}

const verdictOn = (now: ProviderWatch, atMost: number) => nextState(now, calm(atMost), "reroute", 2 * MINUTE);

describe("a provider that lost messages", () => {
  it("is trusted again once its probe rules out a loss, and not because nothing is proved", () => {
    expect(probed({ answer: "go", accepted: 50, receipts: 49 }).state).toBe("open");
    expect(verdictOn(PROBED, 0.1).state).toBe("probing");
  });

  it("is paused longer if its loss returns soon after a probe, which was too short to find it", () => {
    const trusted = probed({ answer: "go", accepted: 50, receipts: 49 });
    const lossy = { ...calm(1), alarm: "pause" } as const;
    const at = (minutes: number) => nextState(trusted, lossy, "reroute", trusted.since + minutes * MINUTE);
    expect(at(1)).toMatchObject({ state: "paused", pauses: 2 });
    expect(at(20)).toMatchObject({ state: "paused", pauses: 1 });
    const slowed = nextState(trusted, { ...calm(1), alarm: "warn" }, "reroute", trusted.since + 20 * MINUTE);
    expect(slowed).toMatchObject({ state: "throttled", pauses: 0 });
  });

  it("gets ten messages in a probe until one of them has a receipt, and the probe ends without any", () => {
    expect(probed({ accepted: 9 })).toEqual(PROBED);
    const held = probed({ accepted: 10 });
    expect(held).toMatchObject({ state: "probing", heldAt: 2 * MINUTE });
    expect(probed({ accepted: 12, receipts: 3 }, held)).toMatchObject({ state: "probing", heldAt: undefined });
    expect(probed({ accepted: 12 }, { ...held, heldAt: MINUTE }).state).toBe("probing");
    expect(probed({ accepted: 12 }, { ...held, heldAt: MINUTE / 2 })).toMatchObject({ state: "paused", pauses: 2 });
    expect(probed({ answer: "stop", accepted: 40, receipts: 31 }).state).toBe("paused");
  });

  it("is open again after a probe without recipients only if its loss was never proved", () => {
    expect(probed({}, { ...PROBED, isDoubted: true }).state).toBe("open");
    expect(probed({}).state).toBe("probing");
  });

  it("stays paused if only the proof of its loss has become old", () => {
    const paused: ProviderWatch = { state: "paused", since: MINUTE, pauses: 1 };
    expect(verdictOn(paused, 0.5).state).toBe("paused");
    expect(verdictOn(paused, 0.1).state).toBe("open");
  });
});
