import type { Plan } from "@relance/spec";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { comesTooLate, contactBit, due, type Enrollment, extend, FLAG, PHASE, place, settle } from "../src/index.ts";
import { answers, claim, outcome, sendAgain } from "./support/people.ts";
import { aPlan, HOUR, MINUTE, START, step } from "./support/plans.ts";
import { timesOf } from "./support/times.ts";

const SMS = contactBit("sms", 0);
const EMAIL = contactBit("email", 0);
const PUSH = contactBit("push", 0);

/** SMS, email, push with these waits in hours; nothing ever answers. */
function ladder(waits: readonly number[], facts: Partial<Plan> = {}): Plan {
  const channels = ["sms", "email", "push"] as const;
  const steps = waits.map((hours, k) => step(channels[k % 3] ?? "sms", { waitMs: hours * HOUR }));
  return aPlan({ steps, ifLate: "skip", ...facts });
}

function person(plan: Plan, leftMs: number, has = SMS | EMAIL | PUSH): Enrollment {
  return place({ knownContacts: has, optedOut: 0, steps: 0xfffff, deadline: START + leftMs }, plan, START).row;
}

interface Sent {
  readonly step: number;
  readonly at: number;
  /** Hours. */
  readonly waits: number;
}

/** Plays a recipient through with no one confirming and no time lost; hours from the start. */
function play(plan: Plan, row: Enrollment): Sent[] {
  const sent: Sent[] = [];
  while (row.phase === PHASE.ready && row.dueAt + 10_000 <= row.deadline) {
    const { step: number, dueAt } = row;
    sendAgain(row, plan, dueAt);
    sent.push({ step: number, at: (dueAt - START) / HOUR, waits: (row.waitUntil - dueAt) / HOUR });
    row.phase = PHASE.waiting; // as if its receipt had come
    row.dueAt = row.waitUntil;
    due(row, plan, { now: row.dueAt, receiverDownMs: 0, gapOpen: false });
  }
  return sent;
}

describe("steps with `ifLate: skip`", () => {
  it.each([
    {
      left: 84,
      sent: [
        [1, 0, 48],
        [2, 48, 24],
        [3, 72, 12],
      ],
    },
    {
      left: 83,
      sent: [
        [2, 0, 24],
        [3, 24, 12],
      ],
    },
    { left: 35, sent: [[3, 0, 12]] },
    { left: 11, sent: [[3, 0, 11]] },
  ])("keep the waits of the sent steps with $left hours left", ({ left, sent }) => {
    const plan = ladder([48, 24, 12]);
    const played = play(plan, person(plan, left * HOUR));
    expect(played.map(({ step: number, at, waits }) => [number, at, waits])).toEqual(sent);
  });

  it("skip the step that does not fit, but not the short step before it", () => {
    const plan = ladder([1, 48, 1]);
    expect(play(plan, person(plan, 10 * HOUR)).map(({ step: number }) => number)).toEqual([1, 3]);
  });

  it("ignore steps that the recipient cannot receive", () => {
    const plan = ladder([48, 24, 12]);
    const played = play(plan, person(plan, 60 * HOUR, SMS | PUSH));
    expect(played.map(({ step: number, at }) => [number, at])).toEqual([
      [1, 0],
      [3, 48],
    ]);
  });

  it("are the same as in a simple computation from the end, whatever the waits", () => {
    const waits = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(waits, fc.integer({ min: 1, max: 240 }), fc.integer({ min: 0, max: 12 }), (all, left, rest) => {
        const plan = ladder(all, { callBufferMs: rest * HOUR });
        const kept: number[] = [];
        let needed = 0;
        for (const [k, wait] of [...all.entries()].reverse()) {
          if (kept.length > 0 && needed + wait > left) continue;
          kept.unshift(k + 1);
          needed += wait;
        }
        const row = person(plan, (left + rest) * HOUR);
        const played = play(plan, row);
        expect(played.map(({ step: number }) => number)).toEqual(kept);
        const last = played.at(-1);
        for (const one of played) if (one !== last) expect(one.waits).toBe(all[one.step - 1]);
        expect((row.flags & FLAG.compressed) !== 0).toBe(needed > left);
      }),
    );
  });

  it("record each skipped step with the reason", () => {
    const plan = ladder([48, 24, 12]);
    const facts = { knownContacts: SMS | EMAIL | PUSH, optedOut: 0, steps: 0b111 };
    const { change } = place({ ...facts, deadline: START + 13 * HOUR }, plan, START);
    expect(change.events).toEqual([
      { kind: "enrollment.enrolled", cause: "none", step: 1 },
      { kind: "enrollment.escalated", cause: "too-late", step: 2 },
      { kind: "enrollment.escalated", cause: "too-late" },
    ]);
  });

  it("move a recipient whose message could not be sent by the step's latest start", () => {
    const plan = ladder([48, 24, 12]);
    const row = person(plan, 100 * HOUR);
    const latest = timesOf(row, plan, 1, START).latestStart;
    expect(latest).toBe(START + 16 * HOUR);
    due(row, plan, { now: latest, receiverDownMs: 0, gapOpen: false });
    expect(row.step).toBe(1);
    const { events } = due(row, plan, { now: latest + 1, receiverDownMs: 0, gapOpen: false });
    expect(row).toMatchObject({ step: 2, dueAt: latest + 1 });
    expect(events).toEqual([{ kind: "enrollment.escalated", cause: "too-late" }]);
  });

  it("shorten a wait only by the delay with which the provider accepted the message", () => {
    const plan = ladder([48, 24, 12]);
    const row = person(plan, 84 * HOUR);
    claim(row, plan, START);
    settle(row, plan, outcome("accepted"), START + 4 * MINUTE);
    expect(row.waitUntil).toBe(START + 48 * HOUR); // the email still leaves at its latest start
    expect(row.flags & FLAG.compressed).not.toBe(0);
  });

  it("try another provider of a step whose wait is running, however late it is", () => {
    const plan = ladder([48, 24, 12]);
    const row = person(plan, 84 * HOUR);
    claim(row, plan, START);
    settle(row, plan, outcome("accepted"), START);
    due(row, plan, { now: START + 20 * MINUTE, receiverDownMs: 0, gapOpen: false }); // no receipt came
    expect(row).toMatchObject({ step: 1, position: 1, phase: PHASE.ready });
    claim(row, plan, START + 21 * MINUTE);
    settle(row, plan, outcome("accepted"), START + 21 * MINUTE);
    expect(row.waitUntil).toBe(START + 48 * HOUR);
  });

  it("end a snooze when the remaining steps need the time", () => {
    const plan = ladder([48, 24, 12], { answers: { later: { do: "snooze", forMs: 72 * HOUR } } });
    const row = person(plan, 90 * HOUR);
    sendAgain(row, plan, START);
    answers(row, plan, "later", START + HOUR);
    expect(row.dueAt).toBe(START + 54 * HOUR);
  });

  it("never return to an earlier step when the deadline moves, and fit later steps into the new time", () => {
    const plan = ladder([48, 24, 12]);
    const row = person(plan, 50 * HOUR);
    expect(row.step).toBe(2);
    extend(row, plan, START + 200 * HOUR, START);
    expect(play(plan, row).map(({ step: number, at }) => [number, at])).toEqual([
      [2, 0],
      [3, 24],
    ]);
  });
});

describe("steps with `ifLate: refuse`", () => {
  it.each([
    { left: 84, refused: false },
    { left: 83, refused: true },
  ])("refuse a recipient with $left hours left: $refused", ({ left, refused }) => {
    const plan = ladder([48, 24, 12], { ifLate: "refuse" });
    expect(comesTooLate(person(plan, left * HOUR), plan, START)).toBe(refused);
    const others = ladder([48, 24, 12], { ifLate: "skip" });
    expect(comesTooLate(person(others, left * HOUR), others, START)).toBe(false);
  });

  it("consider only the steps that the recipient can receive", () => {
    const plan = ladder([48, 24, 12], { ifLate: "refuse" });
    expect(comesTooLate(person(plan, 37 * HOUR, EMAIL | PUSH), plan, START)).toBe(false);
    expect(comesTooLate(person(plan, HOUR, 0), plan, START)).toBe(false); // no one can reach them anyway
  });

  it("consider a step's own start time before the deadline", () => {
    const steps = [step("sms"), step("email", { beforeDeadlineMs: 12 * HOUR, waitMs: 6 * HOUR })];
    const plan = aPlan({ steps, ifLate: "refuse", callBufferMs: 6 * HOUR });
    expect(comesTooLate(person(plan, 60 * HOUR), plan, START)).toBe(false);
    expect(comesTooLate(person(plan, 59 * HOUR), plan, START)).toBe(true);
    const shorter = aPlan({ steps, ifLate: "refuse", callBufferMs: 7 * HOUR });
    expect(comesTooLate(person(shorter, 600 * HOUR), shorter, START)).toBe(true);
  });

  it("shorten the waits of a recipient who becomes late after the enrollment", () => {
    const plan = ladder([48, 24, 12], { ifLate: "refuse" });
    const row = person(plan, 84 * HOUR);
    sendAgain(row, plan, START + 42 * HOUR);
    expect(row).toMatchObject({ step: 1, waitUntil: START + 66 * HOUR });
    expect(row.flags & FLAG.compressed).not.toBe(0);
  });
});

describe("steps with hours and `ifLate: skip`", () => {
  const DAYS = { week: Array.from({ length: 7 }, () => [480, 1200]) };
  const monday = Date.parse("2031-03-03T08:00Z");

  /** SMS for ten hours, email for four, both from eight to eight; some hours left on Monday at eight. */
  function at(leftHours: number): Enrollment {
    const steps = [step("sms", { waitMs: 10 * HOUR, hours: DAYS }), step("email", { waitMs: 4 * HOUR, hours: DAYS })];
    const plan = aPlan({ steps, zone: "UTC", ifLate: "skip" });
    const arrival = { knownContacts: SMS | EMAIL, optedOut: 0, steps: 0b11, deadline: monday + leftHours * HOUR };
    return place(arrival, plan, monday).row;
  }

  it("count the night in which the later step cannot be sent", () => {
    expect(at(17).step).toBe(1); // the email leaves before eight in the evening, at its last minute
    expect(at(14).step).toBe(1);
    expect(at(13).step).toBe(2);
    expect(at(26).step).toBe(1); // until ten on Tuesday: the email has to leave on Monday
  });
});
