import { CAUSES } from "@relance/spec";
import { describe, expect, it } from "vitest";
import { due, expire, extend, PHASE, resume, STATE } from "../src/index.ts";
import { answers, awaiting, claim, kinds, newEnrollment, submitting } from "./support/people.ts";
import { aPlan, HOUR, START, step } from "./support/plans.ts";

const plan = aPlan({ strength: "gesture" });
const WEEK = 168 * HOUR;

describe("an extended deadline", () => {
  it("is later, never earlier", () => {
    const row = newEnrollment(plan);
    extend(row, plan, START + 2 * WEEK, START);
    expect(row.deadline).toBe(START + 2 * WEEK);
    extend(row, plan, START + WEEK, START);
    expect(row.deadline).toBe(START + 2 * WEEK);
  });

  it("does not change messages in flight or running waits", () => {
    for (const row of [submitting(plan), awaiting(plan)]) {
      const before = { ...row };
      expect(extend(row, plan, START + 2 * WEEK, START + 1).events).toEqual([]);
      expect(row).toEqual({ ...before, deadline: START + 2 * WEEK });
    }
  });

  it("resumes recipients who had run out of time", () => {
    const row = awaiting(plan);
    const { revision } = row;
    expire(row);
    expect(kinds(extend(row, plan, START + 2 * WEEK, START + WEEK))).toEqual(["enrollment.reopened"]);
    expect(row).toMatchObject({ state: STATE.active, step: 1, phase: PHASE.ready, dueAt: START + WEEK });
    expect(row.revision).toBeGreaterThan(revision);
  });

  it("sends nothing more to a recipient who got every step and did not answer", () => {
    const row = newEnrollment(plan, { phase: PHASE.idle, dueAt: 0, state: STATE.exhausted });
    row.cause = CAUSES.indexOf("ack-timeout");
    expect(extend(row, plan, START + 2 * WEEK, START + 1).events).toEqual([]);
    expect(row.state).toBe(STATE.exhausted);
    row.cause = CAUSES.indexOf("too-late");
    expect(kinds(extend(row, plan, START + 3 * WEEK, START + 1))).toEqual(["enrollment.reopened"]);
  });

  it("lets a recipient whose budget was spent wait for budget again", () => {
    const row = newEnrollment(plan, { phase: PHASE.idle, dueAt: 0, state: STATE.exhausted });
    row.cause = CAUSES.indexOf("budget");
    expect(kinds(extend(row, plan, START + 2 * WEEK, START + 1))).toEqual(["enrollment.reopened"]);
    expect(row).toMatchObject({ state: STATE.active, phase: PHASE.ready });
  });

  it("sends nothing more to a recipient who answered", () => {
    const row = awaiting(plan);
    answers(row, plan, "done", START + 1);
    expect(extend(row, plan, START + 2 * WEEK, START + 2).events).toEqual([]);
    expect(row).toMatchObject({ state: STATE.acknowledged, deadline: START + 2 * WEEK });
  });

  it("delays a step that is planned back from the deadline", () => {
    const late = aPlan({ steps: [step("sms", { beforeDeadlineMs: 12 * HOUR })] });
    const row = newEnrollment(late);
    expect(row.dueAt).toBe(START + WEEK - 12 * HOUR);
    extend(row, late, START + 2 * WEEK, START);
    expect(row.dueAt).toBe(START + 2 * WEEK - 12 * HOUR);
  });

  it("keeps the time of a step whose hours would not open again before the new deadline", () => {
    const hours = { week: Array(7).fill([480, 1200]) };
    const late = aPlan({ steps: [step("sms", { beforeDeadlineMs: HOUR, hours })] });
    const eightInTheEvening = Math.floor(START / (24 * HOUR)) * 24 * HOUR + 20 * HOUR;
    const row = newEnrollment(late, { deadline: eightInTheEvening });
    expect(row.dueAt).toBe(eightInTheEvening - HOUR);
    extend(row, late, eightInTheEvening + 2 * HOUR, START);
    expect(row.dueAt).toBe(eightInTheEvening - HOUR);
  });

  it("restores the full length of a wait that the old deadline had shortened", () => {
    const row = awaiting(aPlan({ steps: [step("sms")] }), START, { deadline: START + HOUR });
    const short = aPlan({ steps: [step("sms")] });
    expect(row.waitUntil).toBe(START + HOUR);
    extend(row, short, START + WEEK, START + 1);
    expect(row.waitUntil).toBe(START + 48 * HOUR);
  });

  it("prolongs a wait that lasts until the end of all steps", () => {
    const endless = aPlan({ steps: [step("sms", { waitMs: undefined, onMissingReceipt: "wait" })] });
    const row = awaiting(endless);
    due(row, endless, { now: START + HOUR, receiverDownMs: 0, gapOpen: false });
    expect(row).toMatchObject({ phase: PHASE.waiting, dueAt: START + WEEK });
    extend(row, endless, START + 2 * WEEK, START + 2 * HOUR);
    expect(row).toMatchObject({ phase: PHASE.waiting, dueAt: START + 2 * WEEK, waitUntil: START + 2 * WEEK });
  });
});

describe("resuming an enrollment", () => {
  it("lets a recipient who was set aside after crashes be claimed again", () => {
    const row = newEnrollment(plan, { phase: PHASE.idle, dueAt: 0, state: STATE.exhausted, claims: 3 });
    row.cause = CAUSES.indexOf("poison");
    expect(kinds(resume(row, plan, START + 1))).toEqual(["enrollment.reopened"]);
    claim(row, plan, START + 1);
    expect(row).toMatchObject({ state: STATE.active, phase: PHASE.submitting });
  });

  it("continues after a question that an operator answered", () => {
    const row = awaiting(plan);
    answers(row, plan, "help", START + 1);
    expect(row.phase).toBe(PHASE.idle);
    resume(row, plan, START + 2);
    expect(row).toMatchObject({ state: STATE.active, step: 1, dueAt: START + 2 });
  });
});
