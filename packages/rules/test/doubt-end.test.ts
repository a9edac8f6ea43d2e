import type { Plan } from "@relance/spec";
import { describe, expect, it } from "vitest";
import { due, type Enrollment, FLAG, PHASE, recover, Schedule, settle } from "../src/index.ts";
import { outcome, submitting } from "./support/people.ts";
import { aPlan, HOUR, MINUTE, route, START, step } from "./support/plans.ts";

const TWO = [route("sms.main", "a"), route("sms.second", "b")];
const ONE = [route("sms.main", "a")];

function plan(facts: Partial<Plan["steps"][number]> = {}, more: Partial<Plan> = {}): Plan {
  return aPlan({ steps: [step("sms", facts), step("email", { waitMs: 24 * HOUR })], ...more });
}

function doubted(of: Plan, facts: Partial<Enrollment> = {}): Enrollment {
  const row = submitting(of, START, facts);
  settle(row, of, outcome("uncertain"), START);
  return row;
}

const look = (now: number) => ({ now, receiverDownMs: 0, gapOpen: false });

describe("an uncertain attempt is given up", () => {
  it("after the time in which providers explain themselves, unless another limit is earlier", () => {
    expect(doubted(plan()).dueAt).toBe(START + 10 * MINUTE);
  });

  it("after its own provider's explanation time, if that is shorter", () => {
    const quick = route("sms.main", "a", { explainsWithinMs: 2 * MINUTE });
    const slow = route("sms.main", "a", { explainsWithinMs: 12 * MINUTE });
    expect(doubted(plan({ route: [quick, ...ONE] })).dueAt).toBe(START + 2 * MINUTE);
    expect(doubted(plan({ route: [slow] })).dueAt).toBe(START + 12 * MINUTE);
    expect(doubted(plan({ route: [slow], unknownAfterMs: 4 * MINUTE })).dueAt).toBe(START + 4 * MINUTE);
  });

  it("when its receipt would be overdue", () => {
    expect(doubted(plan({ unknownAfterMs: 4 * MINUTE })).dueAt).toBe(START + 4 * MINUTE);
  });

  it("half-way through the step if another try follows in it, otherwise at the end of the step", () => {
    expect(doubted(plan({ route: TWO, waitMs: 6 * MINUTE })).dueAt).toBe(START + 3 * MINUTE);
    expect(doubted(plan({ route: ONE, waitMs: 6 * MINUTE })).dueAt).toBe(START + 6 * MINUTE);
    expect(doubted(plan({ route: TWO, waitMs: 6 * MINUTE, onMissingReceipt: "wait" })).dueAt).toBe(START + 6 * MINUTE);
  });

  it.each([3, 6, 12])("early enough for the other carrier and the next step, %i minutes before the end", (left) => {
    const of = plan({ route: TWO });
    const row = doubted(of, { deadline: START + left * MINUTE });
    const { dueAt } = row;
    expect(dueAt).toBeLessThan(row.deadline - 2 * MINUTE + 1);
    due(row, of, look(dueAt));
    expect(row).toMatchObject({ phase: PHASE.ready, step: 1, position: 1, dueAt });
    expect(new Schedule(row, of, dueAt).stepEnd(dueAt)).toBeLessThanOrEqual(row.deadline - MINUTE);
  });

  it("before its step is skipped as too late (`ifLate: skip`)", () => {
    const of = plan({ route: TWO, waitMs: HOUR }, { ifLate: "skip" });
    const row = doubted(of, { deadline: START + 25 * HOUR + 4 * MINUTE });
    expect(row.dueAt).toBeLessThanOrEqual(START + 4 * MINUTE);
    due(row, of, look(row.dueAt));
    expect(row).toMatchObject({ step: 1, position: 1 });
  });

  it("equally early for recipients of a killed worker", () => {
    const of = plan({ route: TWO, waitMs: 6 * MINUTE });
    const row = submitting(of);
    recover(row, of, START);
    expect(row.dueAt).toBe(START + 3 * MINUTE);
  });

  it("within the few seconds that remain, and does not count a recipient whose wait has not begun", () => {
    const row = doubted(plan({ route: TWO }), { deadline: START + 20_000 });
    expect(row.dueAt).toBeLessThanOrEqual(START + 10_000);
    expect(row.flags & FLAG.compressed).toBe(0);
  });
});

describe("a recipient who waits for an unavailable provider", () => {
  function waiting(of: Plan): Enrollment {
    const row = submitting(of);
    settle(row, of, outcome("not-sent"), START);
    return row;
  }

  const isOpen = () => false;
  const closed = { until: START, faultySince: START, isSilent: false, isOpen };
  const silent = { ...closed, isSilent: true };

  it("moves to the next step once the provider has accepted nothing for the length of the step", () => {
    const of = plan({ waitMs: HOUR });
    const row = waiting(of);
    const end = row.dueAt + HOUR;
    due(row, of, { ...look(end - 1), closed });
    expect(row).toMatchObject({ step: 1, phase: PHASE.ready });
    const change = due(row, of, { ...look(end), closed });
    expect(row).toMatchObject({ step: 2, position: 0, phase: PHASE.ready, dueAt: end });
    expect(change.events).toEqual([{ kind: "enrollment.escalated", cause: "incident" }]);
  });

  it.each([
    { named: "after `onMissingReceipt.after` where it does not answer", facts: {}, forMs: 15 * MINUTE },
    { named: "with the step where that is sooner", facts: { waitMs: 4 * MINUTE }, forMs: 4 * MINUTE },
    { named: "with the step where the file says wait", facts: { onMissingReceipt: "wait" as const }, forMs: 48 * HOUR },
  ])("moves to the next step $named", ({ facts, forMs }) => {
    const of = plan({ waitMs: 48 * HOUR, ...facts });
    const row = waiting(of);
    const end = row.dueAt + forMs;
    due(row, of, { ...look(end - 1), closed: silent });
    expect(row).toMatchObject({ step: 1, phase: PHASE.ready });
    due(row, of, { ...look(end), closed: silent });
    expect(row).toMatchObject({ step: 2, phase: PHASE.ready, dueAt: end });
  });

  it.each([
    { what: "does not answer", closed: silent, forMs: 15 * MINUTE },
    { what: "refuses the account", closed, forMs: HOUR },
  ])("has waited since the provider $what, not since the due time", (facts) => {
    const of = plan({ waitMs: HOUR });
    const row = waiting(of);
    const faultySince = row.dueAt + 2 * HOUR; // this long others were before them
    const end = faultySince + facts.forMs;
    due(row, of, { ...look(end - 1), closed: { ...facts.closed, faultySince } });
    expect(row).toMatchObject({ step: 1, phase: PHASE.ready });
    due(row, of, { ...look(end), closed: { ...facts.closed, faultySince } });
    expect(row).toMatchObject({ step: 2, phase: PHASE.ready });
  });

  it("has waited since a throttling provider last accepted a message, unless the steps have time", () => {
    const of = plan({ waitMs: HOUR });
    const row = waiting(of);
    row.deadline = START + 25 * HOUR;
    const throttling = { ...closed, isThrottling: true };
    row.dueAt = START + HOUR - 1_000; // of the last try
    due(row, of, { ...look(START + HOUR - 1), closed: throttling });
    expect(row).toMatchObject({ step: 1, phase: PHASE.ready });
    const unhurried = { ...row, deadline: START + 27 * HOUR };
    due(unhurried, of, { ...look(START + 2 * HOUR - 1), closed: throttling });
    expect(unhurried).toMatchObject({ step: 1, phase: PHASE.ready });
    due(unhurried, of, { ...look(START + 2 * HOUR), closed: throttling });
    expect(unhurried).toMatchObject({ step: 2, phase: PHASE.ready });
    due(row, of, { ...look(START + HOUR), closed: throttling });
    expect(row).toMatchObject({ step: 2, phase: PHASE.ready });
  });

  it.each([
    { until: -MINUTE, step: 1, named: "waits if the next probe is due while its window is open" },
    {
      until: MINUTE,
      step: 2,
      named: "moves to the next step if its window is closed at the next probe, until after the wait",
    },
  ])("$named", ({ until, step: reached }) => {
    const hours = { week: Array.from({ length: 7 }, () => [480, 1200]) };
    const of = plan({ route: ONE, waitMs: HOUR, hours });
    const closing = 20 * HOUR + 11 * 24 * HOUR; // of the day of START, in UTC
    const faultySince = closing - 30 * MINUTE;
    const row = { ...waiting(of), deadline: closing + 48 * HOUR, dueAt: faultySince };
    due(row, of, { ...look(closing - 20 * MINUTE), closed: { ...closed, until: closing + until, faultySince } });
    expect(row).toMatchObject({ step: reached, phase: PHASE.ready });
  });

  it("waits no longer for a throttling provider once the next step's hours have closed", () => {
    const hours = { week: Array.from({ length: 7 }, () => [480, 1200]) };
    const of = plan({ waitMs: HOUR, route: TWO });
    const daytime = aPlan({ steps: of.steps.map((own, at) => (at === 0 ? own : { ...own, hours })) });
    const closing = 20 * HOUR + 11 * 24 * HOUR; // of the day of START, in UTC
    const row = { ...waiting(of), deadline: closing + 10 * HOUR, dueAt: closing + HOUR };
    const end = closing + 5 * MINUTE + HOUR;
    const throttling = { ...closed, faultySince: end - HOUR, isThrottling: true, isOpen: () => true };
    due(row, daytime, { ...look(end - 1), closed: throttling });
    expect(row).toMatchObject({ step: 1, position: 0 });
    due(row, daytime, { ...look(end), closed: throttling });
    expect(row).toMatchObject({ step: 1, position: 1, dueAt: end });
  });

  it.each([
    { named: "at once without another provider", own: ONE, forMs: 0 },
    { named: "after as long as the step lasts with one", own: TWO, forMs: HOUR },
  ])("moves to the next step if the provider opens too late, $named", ({ own, forMs }) => {
    const of = plan({ route: own, waitMs: HOUR });
    const row = waiting(of);
    const end = row.dueAt + forMs;
    const rests = (hours: number) => ({ ...closed, until: START + hours * HOUR, faultySince: undefined });
    due(row, of, { ...look(end), closed: rests(100) });
    expect(row).toMatchObject({ step: 1, phase: PHASE.ready }); // there is a week
    if (forMs > 0) due(row, of, { ...look(end - 1), closed: rests(1_000) });
    expect(row).toMatchObject({ step: 1, phase: PHASE.ready });
    const change = due(row, of, { ...look(end), closed: rests(1_000) });
    expect(row).toMatchObject({ step: 2, phase: PHASE.ready });
    expect(change.events).toEqual([{ kind: "enrollment.escalated", cause: "too-late" }]);
  });

  it("uses the other vendor if no other step follows, while there is time", () => {
    const only = aPlan({ steps: [step("sms", { route: TWO, waitMs: undefined })] });
    const row = waiting(only);
    const last = row.deadline - MINUTE;
    const open = { ...closed, isOpen: () => true };
    due(row, only, { ...look(last - 1), closed: open });
    due(row, only, { ...look(last), closed });
    expect(row).toMatchObject({ position: 0, phase: PHASE.ready });
    const change = due(row, only, { ...look(last + 1), closed: open });
    expect(row).toMatchObject({ step: 1, position: 1, phase: PHASE.ready });
    expect(change.events).toEqual([{ kind: "enrollment.rerouted", cause: "incident" }]);
  });

  it("keeps waiting if no other step follows, and if the provider is only busy", () => {
    const only = aPlan({ steps: [step("sms", { waitMs: HOUR })] });
    const row = waiting(only);
    due(row, only, { ...look(START + 5 * HOUR), closed });
    expect(row).toMatchObject({ step: 1, phase: PHASE.ready });
    const of = plan({ waitMs: HOUR });
    const other = waiting(of);
    due(other, of, look(START + 5 * HOUR));
    expect(other).toMatchObject({ step: 1, phase: PHASE.ready });
  });
});
