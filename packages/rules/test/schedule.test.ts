import { describe, expect, it } from "vitest";
import { canTake, type Enrollment, Schedule } from "../src/index.ts";
import { EMAIL_0, newEnrollment, SMS_0 } from "./support/people.ts";
import { aPlan, HOUR, START, step } from "./support/plans.ts";
import { timesOf } from "./support/times.ts";

const plan = aPlan({ callBufferMs: 12 * HOUR });

const waitEnd = (row: Enrollment, of: typeof plan, from: number) => new Schedule(row, of, from).waitEnd(from);

describe("the schedule of a ladder", () => {
  it("wait as long as the step says while the rest of the ladder fits", () => {
    const row = newEnrollment(plan);
    expect(waitEnd(row, plan, START)).toEqual({ at: START + 48 * HOUR, isCompressed: false });
  });

  it("shrink all waits in proportion when it no longer fits, and say so", () => {
    const row = newEnrollment(plan, { deadline: START + 48 * HOUR });
    expect(waitEnd(row, plan, START)).toEqual({ at: START + 24 * HOUR, isCompressed: true });
  });

  it("shrink nothing up to the last unhurried start, and something a millisecond later", () => {
    const row = newEnrollment(plan);
    const last = timesOf(row, plan, 1, -Infinity).unhurriedStart;
    expect(last).toBe(row.deadline - 12 * HOUR - 72 * HOUR);
    expect(waitEnd(row, plan, last)).toEqual({ at: last + 48 * HOUR, isCompressed: false });
    const squeezed = waitEnd(row, plan, last + 1);
    expect(squeezed.at).toBeLessThan(last + 1 + 48 * HOUR);
    expect(squeezed.isCompressed).toBe(true);
  });

  it("count only the steps that this recipient can take", () => {
    expect(timesOf(newEnrollment(plan), plan, 1, -Infinity).fullWaitsMs).toBe(72 * HOUR);
    expect(timesOf(newEnrollment(plan, { knownContacts: SMS_0 }), plan, 1, -Infinity).fullWaitsMs).toBe(48 * HOUR);
  });

  it("wait until the handover where a step says nothing", () => {
    const open = aPlan({ steps: [step("sms", { waitMs: undefined })], callBufferMs: 12 * HOUR });
    const row = newEnrollment(open);
    expect(waitEnd(row, open, START).at).toBe(row.deadline - 12 * HOUR);
  });

  it("never wait beyond the handover", () => {
    const row = newEnrollment(plan, { knownContacts: SMS_0, deadline: START + 20 * HOUR });
    expect(waitEnd(row, plan, START).at).toBe(START + 8 * HOUR);
    expect(waitEnd(row, plan, START + 10 * HOUR).at).toBe(START + 10 * HOUR);
  });

  it("let the last step start until the deadline, the others until the handover", () => {
    const row = newEnrollment(plan);
    expect(timesOf(row, plan, 1, START).latestStart).toBe(row.deadline - 12 * HOUR);
    expect(timesOf(row, plan, 2, START).latestStart).toBe(row.deadline);
    expect(timesOf(newEnrollment(plan, { knownContacts: SMS_0 }), plan, 1, START).latestStart).toBe(row.deadline);
  });

  it("start a step at once, or at its own time before the deadline", () => {
    const fixed = aPlan({ steps: [step("sms", { beforeDeadlineMs: 12 * HOUR })] });
    const row = newEnrollment(fixed);
    expect(timesOf(row, plan, 1, START).start).toBe(START);
    expect(timesOf(row, fixed, 1, START).start).toBe(row.deadline - 12 * HOUR);
    expect(timesOf(row, fixed, 1, row.deadline - HOUR).start).toBe(row.deadline - HOUR);
  });

  it("let no one take a step without a contact, or one that is not meant for them", () => {
    expect(canTake(newEnrollment(plan, { knownContacts: EMAIL_0 }), plan, 1)).toBe(false);
    expect(canTake(newEnrollment(plan, { steps: 0b10 }), plan, 1)).toBe(false);
    expect(canTake(newEnrollment(plan), plan, 3)).toBe(false);
    expect(canTake(newEnrollment(plan), plan, 2)).toBe(true);
  });
});
