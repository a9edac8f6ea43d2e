import { describe, expect, it } from "vitest";
import { due, type Enrollment, expire, FLAG, mayReschedule, PHASE, reschedule, STATE, withdraw } from "../src/index.ts";
import { answers, awaiting, kinds, newcomer, submitting } from "./support/people.ts";
import { aPlan, HOUR, START, step } from "./support/plans.ts";

const plan = aPlan({ strength: "gesture" });
const WEEK = 168 * HOUR;

function moved(row: Enrollment, until: number, now = START, own = plan) {
  return reschedule(row, own, until, 0b1111, now);
}

describe("another deadline of one's own", () => {
  it("is later or earlier", () => {
    const row = newcomer(plan);
    moved(row, START + 2 * WEEK);
    expect(row.deadline).toBe(START + 2 * WEEK);
    moved(row, START + HOUR);
    expect(row.deadline).toBe(START + HOUR);
  });

  it("said twice changes nothing the second time", () => {
    const row = awaiting(plan, START);
    moved(row, START + 2 * HOUR, START + 1);
    const once = { ...row };
    moved(row, START + 2 * HOUR, START + 2);
    expect(row).toEqual(once);
  });

  it("leaves what is on the wire alone", () => {
    const row = submitting(plan);
    const before = { ...row };
    moved(row, START + HOUR, START + 1);
    expect(row).toEqual({ ...before, deadline: START + HOUR });
  });

  it("takes a message that counts back from it along, in both directions", () => {
    const late = aPlan({ steps: [step("sms", { beforeDeadlineMs: 12 * HOUR })] });
    const row = newcomer(late);
    for (const until of [START + 2 * WEEK, START + 48 * HOUR, START + WEEK]) {
      moved(row, until, START, late);
      expect(row.dueAt).toBe(until - 12 * HOUR);
    }
    moved(row, START + HOUR, START, late);
    expect(row.dueAt).toBe(START);
  });

  it("has whoever cannot be sent to in time any more looked at now", () => {
    const hours = { week: Array(7).fill([480, 1200]) };
    const late = aPlan({ steps: [step("sms", { hours }), step("email")] });
    const nineInTheEvening = Math.floor(START / (24 * HOUR)) * 24 * HOUR + 21 * HOUR;
    const row = newcomer(late, { dueAt: nineInTheEvening + 11 * HOUR });
    moved(row, nineInTheEvening + 3 * HOUR, nineInTheEvening, late);
    expect(row.dueAt).toBe(nineInTheEvening);
  });

  it("shortens a wait only where the steps after it need the time", () => {
    const two = aPlan({ steps: [step("sms", { waitMs: 48 * HOUR }), step("email", { waitMs: 24 * HOUR })] });
    const row = awaiting(two, START);
    const { waitUntil } = row;
    moved(row, START + 100 * HOUR, START + HOUR, two);
    expect(row.waitUntil).toBe(waitUntil);
    moved(row, START + 36 * HOUR, START + HOUR, two);
    expect(row.waitUntil).toBe(START + 24 * HOUR); // two parts of three, as if it had always been so
    expect(row.flags & FLAG.compressed).not.toBe(0);
    expect(row.dueAt).toBeLessThanOrEqual(row.waitUntil);
    expect(
      kinds(due({ ...row, phase: PHASE.waiting }, two, { now: row.waitUntil, receiverDownMs: 0, gapOpen: false })),
    ).toEqual(["enrollment.escalated"]);
  });

  it("goes on with who had run out of time, and with no other whose ladder is over", () => {
    const expired = awaiting(plan);
    expire(expired);
    expect(mayReschedule(expired, expired.deadline)).toBe(false);
    expect(mayReschedule(expired, START + 2 * WEEK)).toBe(true);
    expect(kinds(moved(expired, START + 2 * WEEK, START + WEEK))).toEqual(["enrollment.reopened"]);
    const answered = awaiting(plan);
    answers(answered, plan, "done", START + 1);
    const gone = awaiting(plan);
    withdraw(gone);
    const exhausted = newcomer(plan, { state: STATE.exhausted });
    for (const row of [answered, gone, exhausted]) expect(mayReschedule(row, START + 2 * WEEK)).toBe(false);
  });

  it("means the steps that the new row means, and the one that has begun", () => {
    const row = awaiting(plan);
    reschedule(row, plan, row.deadline, 0b1000, START);
    expect(row.steps).toBe(0b1001);
  });
});
