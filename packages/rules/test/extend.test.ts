import { CAUSES } from "@relance/spec";
import { describe, expect, it } from "vitest";
import { due, expire, extend, PHASE, resume, STATE } from "../src/index.ts";
import { answers, awaiting, claim, kinds, newEnrollment, submitting } from "./support/people.ts";
import { aPlan, HOUR, START, step } from "./support/plans.ts";

const plan = aPlan({ strength: "gesture" });
const WEEK = 168 * HOUR;

describe("more time", () => {
  it("moves the deadline later, and never earlier", () => {
    const row = newEnrollment(plan);
    extend(row, plan, START + 2 * WEEK, START);
    expect(row.deadline).toBe(START + 2 * WEEK);
    extend(row, plan, START + WEEK, START);
    expect(row.deadline).toBe(START + 2 * WEEK);
  });

  it("leaves what is in flight and whoever waits alone", () => {
    for (const row of [submitting(plan), awaiting(plan)]) {
      const before = { ...row };
      expect(extend(row, plan, START + 2 * WEEK, START + 1).events).toEqual([]);
      expect(row).toEqual({ ...before, deadline: START + 2 * WEEK });
    }
  });

  it("continues with whoever had run out of it", () => {
    const row = awaiting(plan);
    const { revision } = row;
    expire(row);
    expect(kinds(extend(row, plan, START + 2 * WEEK, START + WEEK))).toEqual(["enrollment.reopened"]);
    expect(row).toMatchObject({ state: STATE.active, step: 1, phase: PHASE.ready, dueAt: START + WEEK });
    expect(row.revision).toBeGreaterThan(revision);
  });

  it("does not write again to whoever heard everything and did not answer", () => {
    const row = newEnrollment(plan, { phase: PHASE.idle, dueAt: 0, state: STATE.exhausted });
    row.cause = CAUSES.indexOf("ack-timeout");
    expect(extend(row, plan, START + 2 * WEEK, START + 1).events).toEqual([]);
    expect(row.state).toBe(STATE.exhausted);
    row.cause = CAUSES.indexOf("too-late");
    expect(kinds(extend(row, plan, START + 3 * WEEK, START + 1))).toEqual(["enrollment.reopened"]);
  });

  it("lets whoever ended for want of money wait for it again", () => {
    const row = newEnrollment(plan, { phase: PHASE.idle, dueAt: 0, state: STATE.exhausted });
    row.cause = CAUSES.indexOf("budget");
    expect(kinds(extend(row, plan, START + 2 * WEEK, START + 1))).toEqual(["enrollment.reopened"]);
    expect(row).toMatchObject({ state: STATE.active, phase: PHASE.ready });
  });

  it("asks no one again who answered", () => {
    const row = awaiting(plan);
    answers(row, plan, "done", START + 1);
    expect(extend(row, plan, START + 2 * WEEK, START + 2).events).toEqual([]);
    expect(row).toMatchObject({ state: STATE.acknowledged, deadline: START + 2 * WEEK });
  });

  it("lets a step that counts back from the deadline wait for the new one", () => {
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

  it("gives a wait that the deadline had cut short its own length", () => {
    const row = awaiting(aPlan({ steps: [step("sms")] }), START, { deadline: START + HOUR });
    const short = aPlan({ steps: [step("sms")] });
    expect(row.waitUntil).toBe(START + HOUR);
    extend(row, short, START + WEEK, START + 1);
    expect(row.waitUntil).toBe(START + 48 * HOUR);
  });

  it("lets whoever waits to the end wait to the new end", () => {
    const endless = aPlan({ steps: [step("sms", { waitMs: undefined, onMissingReceipt: "wait" })] });
    const row = awaiting(endless);
    due(row, endless, { now: START + HOUR, receiverDownMs: 0, gapOpen: false });
    expect(row).toMatchObject({ phase: PHASE.waiting, dueAt: START + WEEK });
    extend(row, endless, START + 2 * WEEK, START + 2 * HOUR);
    expect(row).toMatchObject({ phase: PHASE.waiting, dueAt: START + 2 * WEEK, waitUntil: START + 2 * WEEK });
  });
});

describe("handing somebody back", () => {
  it("lets a poisonous recipient be claimed again", () => {
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
