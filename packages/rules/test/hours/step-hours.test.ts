import type { Plan, PlanHours, PlanStep } from "@relance/spec";
import { describe, expect, it } from "vitest";
import {
  checkClaim,
  due,
  type Enrollment,
  EVIDENCE_BIT,
  FLAG,
  noChange,
  PHASE,
  place,
  Schedule,
  settle,
} from "../../src/index.ts";
import { nextStep } from "../../src/next-step.ts";
import { answers, claim, EMAIL_0, outcome, SMS_0, sendAgain } from "../support/people.ts";
import { aPlan, HOUR, MINUTE, route, step } from "../support/plans.ts";

const DAYS: PlanHours = { week: Array.from({ length: 7 }, () => [480, 1200]) };
const WEEKDAYS: PlanHours = { week: [...Array.from({ length: 5 }, () => [480, 1200]), [], []] };

const at = (text: string) => Date.parse(text);
/** A Thursday in Paris, ten in the morning. */
const MORNING = at("2026-11-26T09:00Z");
const EVENING = at("2026-11-26T20:00Z");
const FRIDAY = at("2026-11-27T07:00Z");

function windowed(sms: Partial<PlanStep> = {}, email: Partial<PlanStep> = {}): Plan {
  return aPlan({
    zone: "Europe/Paris",
    steps: [step("sms", { waitMs: 48 * HOUR, hours: DAYS, ...sms }), step("email", { waitMs: 24 * HOUR, ...email })],
  });
}

function person(plan: Plan, now: number, until = at("2026-12-20T12:00Z")): Enrollment {
  return place({ knownContacts: SMS_0 | EMAIL_0, optedOut: 0, steps: 0b11, deadline: until }, plan, now).row;
}

/** The message of the current step was taken at `now`. */
function sent(row: Enrollment, plan: Plan, now: number): Enrollment {
  sendAgain(row, plan, now);
  return row;
}

const claimAt = (row: Enrollment, plan: Plan, now: number) => checkClaim(row, plan, { now, sendBudgetMs: 10_000 });

describe("a step with hours", () => {
  it("is due immediately while they are open, otherwise at the next opening", () => {
    const plan = windowed();
    expect(person(plan, MORNING).dueAt).toBe(MORNING);
    expect(person(plan, EVENING).dueAt).toBe(FRIDAY);
  });

  it("is due at the first opening after its start time before the deadline", () => {
    const plan = windowed({ beforeDeadlineMs: 12 * HOUR });
    expect(person(plan, MORNING, at("2026-11-28T15:00Z")).dueAt).toBe(at("2026-11-28T07:00Z"));
  });

  it("is skipped if the hours do not open before the deadline", () => {
    const plan = windowed({ hours: WEEKDAYS });
    const row = person(plan, at("2026-11-28T09:00Z"), at("2026-11-29T20:00Z"));
    expect(row.step).toBe(2);
  });

  it("is never claimed outside the hours, and is ready again at the opening", () => {
    const plan = windowed();
    const row = person(plan, MORNING);
    expect(claimAt(row, plan, EVENING).contact).toBeUndefined();
    expect(row).toMatchObject({ phase: PHASE.ready, step: 1, dueAt: FRIDAY });
    expect(claimAt(row, plan, FRIDAY - 1).contact).toBeUndefined();
    expect(claimAt(row, plan, FRIDAY).contact).toBe(0);
  });

  it("is not claimed if a send could last longer than the hours", () => {
    const plan = windowed();
    const closes = at("2026-11-26T19:00Z");
    expect(claimAt(person(plan, MORNING), plan, closes - 10_000).contact).toBe(0);
    const row = person(plan, MORNING);
    expect(claimAt(row, plan, closes - 9_999).contact).toBeUndefined();
    expect(row.dueAt).toBe(FRIDAY);
  });

  it("is skipped if the hours do not open before later steps need the time", () => {
    const plan = windowed({ hours: WEEKDAYS });
    const row = person(plan, at("2026-11-27T10:00Z"), at("2026-11-29T20:00Z"));
    const { change } = claimAt(row, plan, at("2026-11-27T20:00Z"));
    expect(row.step).toBe(2);
    expect(change.events).toEqual([{ kind: "enrollment.escalated", cause: "too-late" }]);
  });

  it("is sent at any time if it has no hours", () => {
    const plan = windowed({ hours: undefined });
    expect(person(plan, EVENING).dueAt).toBe(EVENING);
  });
});

describe("waits of steps with hours", () => {
  it("begin when the message was sent", () => {
    const plan = windowed();
    const row = sent(person(plan, EVENING), plan, FRIDAY + MINUTE);
    expect(row.waitUntil).toBe(FRIDAY + MINUTE + 48 * HOUR);
    expect(row.dueAt).toBe(FRIDAY + 16 * MINUTE);
    expect(row.flags).toBe(0);
  });

  it("end early enough for the last hours of the next step, and the recipient is counted", () => {
    const plan = windowed({}, { hours: WEEKDAYS, waitMs: 4 * HOUR });
    const row = sent(person(plan, MORNING, at("2026-11-29T22:00Z")), plan, MORNING);
    expect(row.waitUntil).toBe(at("2026-11-27T18:59Z"));
    expect(row.flags).toBe(FLAG.compressed);
    nextStep(new Schedule(row, plan, row.waitUntil), "ack-timeout", noChange());
    expect(row).toMatchObject({ step: 2, dueAt: at("2026-11-27T18:59Z") });
  });

  it("are not shortened for a step that can no longer be sent", () => {
    const plan = windowed({ hours: undefined }, { hours: WEEKDAYS });
    const start = at("2026-11-27T20:00Z");
    const row = sent(person(plan, start, at("2026-11-30T06:00Z")), plan, start);
    expect(row.waitUntil).toBe(start + 48 * HOUR);
  });

  it("are computed backward through the hours", () => {
    const plan = windowed({ hours: WEEKDAYS }, { hours: WEEKDAYS });
    const row = person(plan, MORNING, at("2026-12-07T05:00Z")); // a Monday, before the opening
    expect(new Schedule(row, plan, -Infinity).step(2).unhurriedStart).toBe(at("2026-12-04T18:59Z"));
    expect(new Schedule(row, plan, -Infinity).step(1).unhurriedStart).toBe(at("2026-12-02T18:59Z"));
  });
});

describe("a failure outside of the hours", () => {
  it("leads to a try through the next provider at the opening", () => {
    const plan = windowed();
    const row = person(plan, MORNING);
    claim(row, plan, MORNING);
    settle(row, plan, outcome("rejected", { disposition: "reroute" }), EVENING);
    expect(row).toMatchObject({ phase: PHASE.ready, step: 1, position: 1, dueAt: FRIDAY });
  });

  it("leads to the next step if waiting for the opening would outlast the wait", () => {
    const plan = windowed({ waitMs: 4 * HOUR });
    const row = sent(person(plan, at("2026-11-26T18:00Z")), plan, at("2026-11-26T18:30Z"));
    row.evidence = EVIDENCE_BIT.undeliveredTemporary;
    due(row, plan, { now: at("2026-11-26T19:30Z"), receiverDownMs: 0, gapOpen: false });
    expect(row).toMatchObject({ phase: PHASE.ready, step: 2 });
  });
});

describe("a snooze", () => {
  it("ends within the hours of the unsent message", () => {
    const plan = { ...windowed(), answers: { promise: { do: "snooze", forMs: 12 * HOUR } } } as const;
    const row = person(plan, MORNING);
    answers(row, plan, "promise", MORNING);
    expect(row).toMatchObject({ phase: PHASE.ready, dueAt: FRIDAY });
  });
});

describe("a carrier with its own hours", () => {
  it("has its receipt deadline computed in its working time", () => {
    const slow = [route("sms.main", "telco-a", { carries: DAYS })];
    const plan = windowed({ hours: undefined, route: slow, onMissingReceipt: "wait" });
    const row = sent(person(plan, EVENING), plan, EVENING);
    expect(row.dueAt).toBe(FRIDAY + 15 * MINUTE);
    due(row, plan, { now: FRIDAY + 15 * MINUTE - 1, receiverDownMs: 0, gapOpen: false });
    expect(row.evidence & EVIDENCE_BIT.overdue).toBe(0);
    due(row, plan, { now: FRIDAY + 15 * MINUTE, receiverDownMs: 0, gapOpen: false });
    expect(row.evidence & EVIDENCE_BIT.overdue).not.toBe(0);
  });
});
