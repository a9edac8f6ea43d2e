import { compareShares, judgeFlow, unknownModel } from "@relance/watch";
import { describe, expect, it } from "vitest";
import { type Carrier, factsOf, knownAt } from "./support/seeded-flow.ts";

const SENDING_S = 600;
const NOW = 2 * SENDING_S * 1_000;

/** Everything was sent within ten minutes, and has had its ten minutes since. */
function flow(carrier: Partial<Carrier>) {
  return { bins: knownAt(factsOf({ perSecond: 4, seconds: SENDING_S, ...carrier }), NOW) };
}

const lossy = { lost: () => 0.12 };

describe("a flow held against another vendor's", () => {
  it("loses what the other does not, though no curve of an unknown provider is contradicted", () => {
    const own = flow(lossy);
    const alone = judgeFlow({ bins: own.bins, model: unknownModel(), expectsReceipts: true, now: NOW });
    expect(alone.level).toBe("none");
    const verdict = compareShares(own, flow({ perSecond: 1, seed: 7 }), NOW);
    expect(verdict).toMatchObject({ kind: "confirmed-loss", level: "pause", beside: { accepted: SENDING_S } });
    expect(verdict?.loss?.likeliest).toBeCloseTo(0.12, 1);
    expect(verdict?.loss?.atLeast).toBeGreaterThan(0.05);
    expect(compareShares(flow({ perSecond: 1, seed: 7 }), own, NOW)).toBeUndefined();
  });

  it("is well while both report alike, or nearly so, or lose alike", () => {
    for (let seed = 10; seed < 60; seed++) {
      const other = flow({ perSecond: 1, seed: seed + 100 });
      expect(compareShares(flow({ seed }), other, NOW)).toBeUndefined();
      expect(compareShares(flow({ seed, answered: 0.95 }), other, NOW)).toBeUndefined();
      const alike = flow({ perSecond: 1, seed: seed + 100, ...lossy });
      expect(compareShares(flow({ seed, ...lossy }), alike, NOW)).toBeUndefined();
    }
  });

  it("is well while it answers within ten minutes, however much quicker the other is", () => {
    const slow = flow({ slowness: () => 30 });
    expect(compareShares(slow, flow({ perSecond: 1, seed: 7 }), NOW)).toBeUndefined();
  });

  it("is not judged by messages of other minutes, by a handful, or by time in which no receiver ran", () => {
    const later = { bins: { seconds: flow({}).bins.seconds.map((each) => ({ ...each, at: each.at + 1_000_000 })) } };
    expect(compareShares(flow(lossy), later, NOW)).toBeUndefined();
    expect(compareShares(flow(lossy), flow({ perSecond: 1, stopsAt: 30 }), NOW)).toBeUndefined();
    const deaf = { ...flow({ lost: () => 1 }), downtime: [{ from: 0 }] };
    expect(compareShares(deaf, flow({ perSecond: 1, seed: 7 }), NOW)).toBeUndefined();
  });
});
