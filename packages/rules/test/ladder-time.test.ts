import { describe, expect, it } from "vitest";
import { canTake, FLAG, unhurriedStart } from "../src/index.ts";
import { fullWaits, latestStart, stepStart, waitEnd } from "../src/ladder-time.ts";
import { EMAIL_0, newcomer, SMS_0 } from "./support/people.ts";
import { aPlan, HOUR, START, step } from "./support/plans.ts";

const plan = aPlan({ handoverMs: 12 * HOUR });

describe("the four clocks", () => {
  it("wait as long as the step says while the rest of the ladder fits", () => {
    const row = newcomer(plan);
    expect(waitEnd(row, plan, START)).toBe(START + 48 * HOUR);
    expect(row.flags).toBe(0);
  });

  it("shrink all waits in proportion when it no longer fits, and say so", () => {
    const row = newcomer(plan, { deadline: START + 48 * HOUR });
    expect(waitEnd(row, plan, START)).toBe(START + 24 * HOUR);
    expect(row.flags).toBe(FLAG.compressed);
  });

  it("shrink nothing up to the last unhurried start, and something a millisecond later", () => {
    const row = newcomer(plan);
    const last = unhurriedStart(row, plan, 1);
    expect(last).toBe(row.deadline - 12 * HOUR - 72 * HOUR);
    expect(waitEnd(row, plan, last)).toBe(last + 48 * HOUR);
    expect(row.flags).toBe(0);
    expect(waitEnd(row, plan, last + 1)).toBeLessThan(last + 1 + 48 * HOUR);
    expect(row.flags).toBe(FLAG.compressed);
  });

  it("count only the steps that this person can take", () => {
    expect(fullWaits(newcomer(plan), plan, 1)).toBe(72 * HOUR);
    expect(fullWaits(newcomer(plan, { knownContacts: SMS_0 }), plan, 1)).toBe(48 * HOUR);
  });

  it("wait until the handover where a step says nothing", () => {
    const open = aPlan({ steps: [step("sms", { waitMs: undefined })], handoverMs: 12 * HOUR });
    const row = newcomer(open);
    expect(waitEnd(row, open, START)).toBe(row.deadline - 12 * HOUR);
  });

  it("never wait beyond the handover", () => {
    const row = newcomer(plan, { knownContacts: SMS_0, deadline: START + 20 * HOUR });
    expect(waitEnd(row, plan, START)).toBe(START + 8 * HOUR);
    expect(waitEnd(row, plan, START + 10 * HOUR)).toBe(START + 10 * HOUR);
  });

  it("let the last step start until the deadline, the others until the handover", () => {
    const row = newcomer(plan);
    expect(latestStart(row, plan, 1, START)).toBe(row.deadline - 12 * HOUR);
    expect(latestStart(row, plan, 2, START)).toBe(row.deadline);
    expect(latestStart(newcomer(plan, { knownContacts: SMS_0 }), plan, 1, START)).toBe(row.deadline);
  });

  it("start a step at once, or at its own time before the deadline", () => {
    const fixed = aPlan({ steps: [step("sms", { beforeDeadlineMs: 12 * HOUR })] });
    const row = newcomer(fixed);
    expect(stepStart(row, plan, 1, START)).toBe(START);
    expect(stepStart(row, fixed, 1, START)).toBe(row.deadline - 12 * HOUR);
    expect(stepStart(row, fixed, 1, row.deadline - HOUR)).toBe(row.deadline - HOUR);
  });

  it("let nobody take a step without a contact, or one that is not meant for them", () => {
    expect(canTake(newcomer(plan, { knownContacts: EMAIL_0 }), plan, 1)).toBe(false);
    expect(canTake(newcomer(plan, { steps: 0b10 }), plan, 1)).toBe(false);
    expect(canTake(newcomer(plan), plan, 3)).toBe(false);
    expect(canTake(newcomer(plan), plan, 2)).toBe(true);
  });
});
