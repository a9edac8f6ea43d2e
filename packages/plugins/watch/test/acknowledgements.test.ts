import { describe, expect, it } from "vitest";
import { addAnswers, judgeAcknowledgements, judgeAgainstEarlier, NO_ANSWERS } from "../src/judge-acknowledgements.ts";
import { play } from "./support/answering-town.ts";

const SEEDS = Array.from({ length: 60 }, (_, seed) => seed);

describe("recipients' answers", () => {
  it.each([
    { groups: 2, people: 300, share: 0.3, differ: 0.05 },
    { groups: 4, people: 300, share: 0.5, differ: 0.05 },
    { groups: 12, people: 200, share: 0.3, differ: 0.1 },
    { groups: 12, people: 100, share: 0.2, differ: 0.25 },
    { groups: 60, people: 30, share: 0.15, differ: 0.1 },
    { groups: 8, people: 500, share: 0.02, differ: 0 },
    { groups: 30, people: 8, share: 0.3, differ: 0 },
  ])("of $groups healthy groups of $recipients that differ by $differ raise no suspicion in 60 campaigns", (town) => {
    const wrong = SEEDS.flatMap((seed) => play({ ...town, stretches: 120 }, seed));
    expect(wrong).toEqual([]);
  });

  it.each([
    { groups: 2, people: 300, share: 0.3, differ: 0, by: 60 },
    { groups: 6, people: 250, share: 0.3, differ: 0.03, by: 60 },
    { groups: 12, people: 250, share: 0.5, differ: 0.03, by: 60 },
  ])("of $groups groups reveal the one that loses 26 %, and no other", ({ by, ...town }) => {
    const runs = SEEDS.map((seed) => play({ ...town, stretches: 90, lost: 0.26 }, seed));
    const soon = runs.filter((run) => run.some(({ group, stretch }) => group === 0 && stretch <= by));
    expect(soon.length).toBeGreaterThanOrEqual(0.9 * SEEDS.length);
    expect(runs.flat().filter(({ group }) => group !== 0)).toEqual([]);
  });

  it("reveal a loss that begins in the middle, because earlier answers are dropped", () => {
    const town = { groups: 6, people: 400, share: 0.4, differ: 0.03, stretches: 300, lost: 0.4 };
    const runs = SEEDS.slice(0, 20).map((seed) => play({ ...town, lostFrom: 150 }, seed));
    expect(runs.every((run) => run.some(({ group, stretch }) => group === 0 && stretch >= 150))).toBe(true);
    expect(runs.flat().filter(({ stretch }) => stretch < 150)).toEqual([]);
  });

  it("prove nothing if hardly any recipient answers", () => {
    expect(SEEDS.flatMap((seed) => play({ groups: 6, people: 500, share: 0, differ: 0, stretches: 60 }, seed))).toEqual(
      [],
    );
    const few = { people: 2_000, answered: 0, expected: 19, variance: 19 };
    expect(judgeAcknowledgements(few, []).kind).toBe("not-enough-evidence");
  });

  it("of one hour are compared only with those of the same hour", () => {
    let night = NO_ANSWERS;
    for (let n = 0; n < 20; n++)
      night = addAnswers(night, { people: 300, answered: 30 }, { people: 300, answered: 30 });
    for (let n = 0; n < 20; n++) night = addAnswers(night, { people: 10, answered: 4 }, { people: 900, answered: 360 });
    expect(judgeAcknowledgements(night, [])).toMatchObject({ ratio: 1, answered: 680, people: 6_200 });
  });

  it("clear a flow only once a difference would have shown", () => {
    const like = (expected: number) => ({
      people: 3 * expected,
      answered: expected,
      expected,
      variance: expected,
    });
    expect(judgeAcknowledgements(like(100), []).kind).toBe("not-enough-evidence");
    expect(judgeAcknowledgements(like(1_000), []).kind).toBe("as-others");
  });
});

describe("recipients' answers without another flow to compare", () => {
  const campaign = (answered: number) => ({ people: 10_000, answered });

  it("are compared with earlier campaigns of the same name, the more campaigns the more closely", () => {
    const usual = [3_000, 3_100, 2_900, 3_050, 2_950].map(campaign);
    expect(judgeAgainstEarlier(campaign(900), usual.slice(0, 1)).kind).toBe("too-little");
    expect(judgeAgainstEarlier(campaign(1_900), usual.slice(0, 1)).kind).not.toBe("too-little");
    expect(judgeAgainstEarlier(campaign(1_900), usual).kind).toBe("too-little");
    expect(judgeAgainstEarlier(campaign(2_700), usual).kind).not.toBe("too-little");
  });

  it("prove nothing if earlier campaigns differ, or if none exists", () => {
    const loose = [3_000, 900, 5_000, 2_000].map(campaign);
    expect(judgeAgainstEarlier(campaign(900), loose).kind).not.toBe("too-little");
    expect(judgeAgainstEarlier(campaign(0), []).kind).toBe("not-enough-evidence");
  });
});
