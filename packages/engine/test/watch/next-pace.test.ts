import { expect, it } from "vitest";
import { firstPace, nextPace } from "../../src/watch/keep/keep-pace.ts";

const MINUTE = 60_000;
const PACE = { pilot: 400 };
const PEOPLE = 2_000;
const SENT = { people: PEOPLE, begun: 400, isOnlySaid: false, pilots: [] };

it("a provider in doubt holds the next wave for ten minutes, and not until the deadline", () => {
  const first = firstPace(PACE, PEOPLE, 0);
  const doubted = (memory: typeof first, now: number) => nextPace(PACE, memory, { ...SENT, isAlarmed: true, now });
  const { memory, step } = doubted(first, MINUTE);
  expect(step).toBeUndefined();
  expect(doubted(memory, 10 * MINUTE).step).toBeUndefined();
  expect(doubted(memory, 11 * MINUTE).step).toMatchObject({ why: "nothing to judge by", next: { stage: 1 } });
});

it("the next wave leaves as planned once the doubt is over", () => {
  const first = firstPace(PACE, PEOPLE, 0);
  const { memory } = nextPace(PACE, first, { ...SENT, isAlarmed: true, now: MINUTE });
  expect(nextPace(PACE, memory, { ...SENT, isAlarmed: false, now: 2 * MINUTE }).step).toMatchObject({
    why: "as planned",
    next: { stage: 1 },
  });
});
