import { describe, expect, it } from "vitest";
import type { ProviderVerdict } from "../src/judge/judge-campaign.ts";
import { nextState } from "../src/respond/next-state.ts";
import type { ProviderWatch } from "../src/watch-memory.ts";

const MINUTE = 60_000;
const PROBED: ProviderWatch = { state: "probing", since: 0, pauses: 1, judgedFrom: 0 };

/** Nothing is proved against the provider; its loss lies somewhere up to `atMost`. */
function calm(atMost: number): ProviderVerdict {
  const loss = { likeliest: atMost / 2, atLeast: 0, atMost, slowness: 1 };
  const verdict = { kind: "green", level: "none", accepted: 600, receipts: 400, loss } as const;
  return { provider: "sms.main", alarm: "none", verdict, guilty: [], worst: verdict };
}

const verdictOn = (now: ProviderWatch, atMost: number) => nextState(now, calm(atMost), "reroute", 2 * MINUTE);

describe("a provider that lost messages", () => {
  it("is trusted again once its probe rules a loss out", () => {
    expect(verdictOn(PROBED, 0.1).state).toBe("open");
  });

  it("continues being tried while its probe could still hide the loss", () => {
    expect(verdictOn(PROBED, 0.5).state).toBe("probing");
  });

  it("stays paused while only the proof of its loss has grown old", () => {
    const paused: ProviderWatch = { state: "paused", since: MINUTE, pauses: 1 };
    expect(verdictOn(paused, 0.5).state).toBe("paused");
    expect(verdictOn(paused, 0.1).state).toBe("open");
  });
});
