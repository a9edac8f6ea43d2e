import type { IfLate } from "@relance/spec";
import { describe, expect, it } from "vitest";
import { due, type Enrollment, PHASE, place } from "../src/index.ts";
import { EMAIL_0, SMS_0, sendAgain } from "./support/people.ts";
import { aPlan, HOUR, MINUTE, START, step } from "./support/plans.ts";

/** What one send may take. */
const BUDGET_MS = 10_000;

/** Each message as step and minutes from the start; every wait ends a moment late, as it does in a busy engine. */
function play(plan: ReturnType<typeof aPlan>, row: Enrollment): readonly (readonly number[])[] {
  const sent: number[][] = [];
  while (row.phase === PHASE.ready && row.dueAt + BUDGET_MS <= row.deadline) {
    const { step: number, dueAt } = row;
    sendAgain(row, plan, dueAt);
    sent.push([number, Math.round((dueAt - START) / MINUTE)]);
    row.phase = PHASE.waiting; // as if its receipt had come
    row.dueAt = row.waitUntil;
    due(row, plan, { now: row.dueAt + 2_000, receiverDownMs: 0, gapOpen: false });
  }
  return sent;
}

function person(plan: ReturnType<typeof aPlan>, leftMs: number): Enrollment {
  return place({ knownContacts: SMS_0 | EMAIL_0, optedOut: 0, steps: 0b111, deadline: START + leftMs }, plan, START)
    .row;
}

describe("the wait before a step without a wait", () => {
  const ladder = (ifLate: IfLate) => aPlan({ ifLate, steps: [step("sms"), step("email", { waitMs: undefined })] });

  it.each<[hours: number, compressed: number[][], skipped: number[][]]>([
    [
      40,
      [
        [1, 0],
        [2, 40 * 60 - 1],
      ],
      [[2, 0]],
    ],
    [
      48,
      [
        [1, 0],
        [2, 48 * 60 - 1],
      ],
      [[2, 0]],
    ],
    [
      49,
      [
        [1, 0],
        [2, 48 * 60],
      ],
      [
        [1, 0],
        [2, 48 * 60],
      ],
    ],
  ])("ends while the step's message can still be sent, with %i hours for 48", (hours, compressed, skipped) => {
    const [compress, skip] = [ladder("compress"), ladder("skip")];
    expect(play(compress, person(compress, hours * HOUR))).toEqual(compressed);
    expect(play(skip, person(skip, hours * HOUR))).toEqual(skipped);
  });

  it("ends before the call buffer if another step follows", () => {
    const steps = [step("sms"), step("email", { waitMs: MINUTE }), step("sms", { beforeDeadlineMs: HOUR })];
    const plan = aPlan({ callBufferMs: 2 * HOUR, steps });
    const sent = play(plan, person(plan, 30 * HOUR));
    expect(sent.map(([number]) => number)).toEqual([1, 2, 3]);
    expect(sent[1]?.[1]).toBeLessThan(28 * 60);
  });
});
