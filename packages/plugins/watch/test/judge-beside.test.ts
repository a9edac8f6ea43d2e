import { describe, expect, it } from "vitest";
import { judgeBeside, observeBeside } from "../src/judge-beside.ts";
import { liveModel } from "../src/latency-model.ts";
import type { Observation } from "../src/observation.ts";
import { type Carrier, factsOf, knownAt } from "./support/seeded-flow.ts";

const NOW = 60_000;
const SECONDS = 40;

function seen(carrier: Partial<Carrier>, now = NOW) {
  return observeBeside(knownAt(factsOf({ perSecond: 4, seconds: SECONDS, ...carrier }), now), { now });
}

const OTHERS = [2, 3, 4].map((seed) => seen({ seed }));

describe("a flow compared with its provider's other flows", () => {
  it("loses messages if they have receipts and it has none, after a hundred messages and without a model", () => {
    const verdict = judgeBeside(seen({ lost: () => 1, perSecond: 2.5 }), OTHERS);
    expect(verdict).toMatchObject({ kind: "suspected-loss", level: "pause" });
    expect(verdict?.loss?.atLeast).toBeGreaterThan(0.5);
  });

  it("loses messages at three messages a minute, once a dozen minutes of receipts are missing", () => {
    const slowly = (carrier: Partial<Carrier>, minutes: number): Observation => {
      const { seconds } = knownAt(factsOf({ perSecond: 1, seconds: 20 * 60, ...carrier }), minutes * 60_000);
      const few = seconds.filter((_, place) => place % 20 === 0);
      return observeBeside({ seconds: few }, { now: minutes * 60_000 });
    };
    const lost = { lost: () => 1 };
    const others = (minutes: number) => [2, 3, 4].map((seed) => slowly({ seed }, minutes));
    expect(judgeBeside(slowly(lost, 8), others(8))).toBeUndefined();
    expect(judgeBeside(slowly(lost, 20), others(20))?.level).toBe("pause");
    for (let seed = 10; seed < 40; seed++) expect(judgeBeside(slowly({ seed }, 20), others(20))?.level).toBe("none");
  });

  it("is normal while all are equally slow", () => {
    const slow = (seed: number) => seen({ seed, slowness: () => 8 });
    expect(judgeBeside(slow(1), [2, 3, 4].map(slow))).toMatchObject({ kind: "green", level: "none" });
  });

  it("does not lose messages if it is four times slower", () => {
    for (const now of [20_000, 40_000, 60_000, 120_000]) {
      const others = [2, 3, 4].map((seed) => seen({ seed }, now));
      expect(judgeBeside(seen({ slowness: () => 4 }, now), others)?.level ?? "none").toBe("none");
    }
  });

  it("does not lose messages if it reports slightly less, as networks differ", () => {
    const others = [2, 3, 4].map((seed) => seen({ seed, perSecond: 20 }, 300_000));
    for (let seed = 10; seed < 30; seed++) {
      const fewer = seen({ seed, perSecond: 20, answered: 0.86 }, 300_000);
      expect(judgeBeside(fewer, others)?.level).toBe("none");
    }
    expect(judgeBeside(seen({ perSecond: 20, answered: 0.5 }, 300_000), others)?.level).toBe("pause");
  });

  it("is not judged with too few messages of its own or of theirs", () => {
    expect(judgeBeside(seen({ lost: () => 1, seconds: 9 }), OTHERS)).toBeUndefined();
    expect(judgeBeside(seen({ lost: () => 1 }), [seen({ seconds: 9 })])).toBeUndefined();
    expect(judgeBeside(seen({ lost: () => 1 }), [])).toBeUndefined();
  });

  it("is not judged if the others lose as much", () => {
    const lossy = (seed: number) => seen({ seed, lost: () => 0.5 });
    expect(judgeBeside(lossy(1), [2, 3, 4].map(lossy))).toMatchObject({ kind: "green" });
  });
});

describe("the current latency of flows", () => {
  it("is not overestimated because the last messages still wait", () => {
    const young = liveModel(seen({ perSecond: 100 }, SECONDS * 1_000));
    const old = liveModel(seen({ perSecond: 100 }, SECONDS * 1_000 + 120_000));
    for (const bin of [20, 24, 28]) {
      expect(young.share * (young.cumulative[bin] ?? 0)).toBeCloseTo(old.share * (old.cumulative[bin] ?? 0), 1);
    }
    expect(old.share).toBeCloseTo(0.98, 1);
  });

  it("is unknown for flows without receipts", () => {
    expect(liveModel(seen({ lost: () => 1 })).learnedFrom).toBe(0);
  });
});
