import type { PaceVerdict } from "@relance/spec";
import { expect, it } from "vitest";
import { firstPace, nextPace } from "../../src/steer/keep-pace.ts";

const MINUTE = 60_000;
const PACE = { firstWave: 400 };
const PEOPLE = 2_000;
const SENT = { people: PEOPLE, begun: 400 };

const reported = (memory: ReturnType<typeof firstPace>, verdict: PaceVerdict | undefined, now: number, at = now) =>
  nextPace(memory, { ...SENT, report: verdict && { verdict, at }, now });

it.each(["doubt", "wait", undefined] as const)(
  "a first wave with the report %s delays the next wave for ten minutes, and not until the deadline",
  (verdict) => {
    const { memory, step } = reported(firstPace(PACE, PEOPLE, 0), verdict, MINUTE);
    expect(step).toBeUndefined();
    expect(reported(memory, verdict, 10 * MINUTE).step).toBeUndefined();
    expect(reported(memory, verdict, 11 * MINUTE).step).toMatchObject({
      why: "nothing to judge by",
      next: { stage: 1 },
    });
  },
);

it("the next wave is released as planned once the doubt has ended", () => {
  const { memory } = reported(firstPace(PACE, PEOPLE, 0), "doubt", MINUTE);
  expect(reported(memory, "go", 2 * MINUTE).step).toMatchObject({ why: "as planned", next: { stage: 1 } });
});

it("a verdict from before the first wave was sent releases no recipient", () => {
  const { memory, step } = reported(firstPace(PACE, PEOPLE, 0), "go", MINUTE, MINUTE - 1);
  expect(step).toBeUndefined();
  expect(reported(memory, "go", MINUTE + 1).step).toMatchObject({ why: "as planned" });
});

it("a later wave waits only for a current doubt, not for an old one", () => {
  const second = { ...firstPace(PACE, PEOPLE, 0), stage: 1, sentAt: MINUTE };
  expect(reported(second, "doubt", 3 * MINUTE).step).toBeUndefined();
  expect(reported(second, "doubt", 3 * MINUTE, MINUTE).step).toMatchObject({ why: "as planned" });
  expect(reported(second, undefined, 3 * MINUTE).step).toMatchObject({ why: "as planned" });
});
