import { describe, expect, it } from "vitest";
import { canTake, type Enrollment, Schedule } from "../src/index.ts";
import { EMAIL_0, newEnrollment, SMS_0 } from "./support/people.ts";
import { aPlan, HOUR, START, step } from "./support/plans.ts";
import { timesOf } from "./support/times.ts";

const plan = aPlan({ callBufferMs: 12 * HOUR });

const waitEnd = (row: Enrollment, of: typeof plan, from: number) => new Schedule(row, of, from).waitEnd(from);

describe("the waits of a schedule", () => {
  it("have their full length while later steps fit", () => {
    const row = newEnrollment(plan);
    expect(waitEnd(row, plan, START)).toEqual({ at: START + 48 * HOUR, isCompressed: false });
  });

  it("shrink in proportion if the steps no longer fit, and this is reported", () => {
    const row = newEnrollment(plan, { deadline: START + 48 * HOUR });
    expect(waitEnd(row, plan, START)).toEqual({ at: START + 24 * HOUR, isCompressed: true });
  });

  it("are full up to the last unhurried start, and shorter a millisecond later", () => {
    const row = newEnrollment(plan);
    const last = timesOf(row, plan, 1, -Infinity).unhurriedStart;
    expect(last).toBe(row.deadline - 12 * HOUR - 72 * HOUR);
    expect(waitEnd(row, plan, last)).toEqual({ at: last + 48 * HOUR, isCompressed: false });
    const squeezed = waitEnd(row, plan, last + 1);
    expect(squeezed.at).toBeLessThan(last + 1 + 48 * HOUR);
    expect(squeezed.isCompressed).toBe(true);
  });

  it("consider only the steps that the recipient can receive", () => {
    expect(timesOf(newEnrollment(plan), plan, 1, -Infinity).fullWaitsMs).toBe(72 * HOUR);
    expect(timesOf(newEnrollment(plan, { knownContacts: SMS_0 }), plan, 1, -Infinity).fullWaitsMs).toBe(48 * HOUR);
  });

  it("last until the call buffer if a step has no wait", () => {
    const open = aPlan({ steps: [step("sms", { waitMs: undefined })], callBufferMs: 12 * HOUR });
    const row = newEnrollment(open);
    expect(waitEnd(row, open, START).at).toBe(row.deadline - 12 * HOUR);
  });

  it("never extend beyond the start of the call buffer", () => {
    const row = newEnrollment(plan, { knownContacts: SMS_0, deadline: START + 20 * HOUR });
    expect(waitEnd(row, plan, START).at).toBe(START + 8 * HOUR);
    expect(waitEnd(row, plan, START + 10 * HOUR).at).toBe(START + 10 * HOUR);
  });

  it("let the last step start until the deadline, and the other steps until the call buffer", () => {
    const row = newEnrollment(plan);
    expect(timesOf(row, plan, 1, START).latestStart).toBe(row.deadline - 12 * HOUR);
    expect(timesOf(row, plan, 2, START).latestStart).toBe(row.deadline);
    expect(timesOf(newEnrollment(plan, { knownContacts: SMS_0 }), plan, 1, START).latestStart).toBe(row.deadline);
  });

  it("start a step immediately, or at its own time before the deadline", () => {
    const fixed = aPlan({ steps: [step("sms", { beforeDeadlineMs: 12 * HOUR })] });
    const row = newEnrollment(fixed);
    expect(timesOf(row, plan, 1, START).start).toBe(START);
    expect(timesOf(row, fixed, 1, START).start).toBe(row.deadline - 12 * HOUR);
    expect(timesOf(row, fixed, 1, row.deadline - HOUR).start).toBe(row.deadline - HOUR);
  });

  it("exclude steps without a contact, and steps that do not apply to the recipient", () => {
    expect(canTake(newEnrollment(plan, { knownContacts: EMAIL_0 }), plan, 1)).toBe(false);
    expect(canTake(newEnrollment(plan, { steps: 0b10 }), plan, 1)).toBe(false);
    expect(canTake(newEnrollment(plan), plan, 3)).toBe(false);
    expect(canTake(newEnrollment(plan), plan, 2)).toBe(true);
  });
});
