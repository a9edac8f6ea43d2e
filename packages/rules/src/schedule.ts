import type { Plan, PlanStep } from "@relance/spec";
import { usableContact } from "./contacts.ts";
import { type Enrollment, isWaitRunning } from "./enrollment.ts";
import { LEAST_LEFT_MS, openFrom, openUntil } from "./hours/step-hours.ts";
import { planStep, stepBit } from "./steps.ts";

/** Returns whether the recipient can receive step `k`: the step applies, and a contact is usable. */
export function canTake(row: Enrollment, plan: Plan, k: number): boolean {
  const step = planStep(plan, k);
  return step !== undefined && (row.steps & stepBit(k)) !== 0 && usableContact(row, step.channel) >= 0;
}

export interface WaitEnd {
  readonly at: number;
  /** True if the wait was shortened to make room for later steps. */
  readonly isCompressed: boolean;
}

/** When the steps of one recipient may begin and end, as of `now`. Valid until the row changes. */
export class Schedule {
  readonly row: Enrollment;
  readonly plan: Plan;
  /** The time of the decision. A later step is ignored if its hours do not open in time. */
  readonly now: number;
  /** Latest end of all waits: the deadline minus the plan's `callBuffer`. */
  readonly ladderEnd: number;
  /** Numbers of the steps that the recipient can receive. */
  readonly ladder: readonly number[];
  readonly #steps: StepTimes[] = [];

  constructor(row: Enrollment, plan: Plan, now: number) {
    this.row = row;
    this.plan = plan;
    this.now = now;
    this.ladderEnd = row.deadline - plan.callBufferMs;
    this.ladder = plan.steps.map((_, at) => at + 1).filter((k) => canTake(row, plan, k));
  }

  /** Returns the schedule at another instant. With `now` = -Infinity, no later step is ignored. */
  at(now: number): Schedule {
    return now === this.now ? this : new Schedule(this.row, this.plan, now);
  }

  step(k: number): StepTimes {
    this.#steps[k] ??= new StepTimes(this, k);
    return this.#steps[k];
  }

  get current(): StepTimes {
    return this.step(this.row.step);
  }

  /** Returns the first step at or after `from` that can still start in time. */
  next(from: number): number | undefined {
    return this.ladder.find((k) => k >= from && !this.step(k).isTooLate);
  }

  /** Returns the steps from `from` up to, but not including, `to` that can no longer start in time. */
  tooLate(from: number, to: number): number[] {
    return this.ladder.filter((k) => k >= from && k < to && this.step(k).isTooLate);
  }

  /**
   * Returns the end of the step's wait if the provider accepts the first message at `from`. If later steps do not fit,
   * `compress` shortens all waits in proportion. `ifLate: skip` shortens only a wait that would delay the next step.
   */
  waitEnd(from: number): WaitEnd {
    const { current } = this.at(from);
    const waitMs = planStep(this.plan, this.row.step)?.waitMs;
    if (waitMs === undefined) return { at: current.lastEnd, isCompressed: false };
    const wanted = from + waitMs;
    if (this.plan.ifLate === "skip") {
      const last = current.lastEnd;
      return { at: Math.min(last, wanted), isCompressed: last < wanted };
    }
    const missing = wanted - current.unhurriedEnd;
    const needed = missing <= 0 ? 0 : current.fullWaitsMs;
    if (needed === 0) return { at: wanted, isCompressed: false };
    const shrunk = Math.floor((waitMs * Math.max(0, needed - missing)) / needed);
    return { at: Math.min(current.lastEnd, from + shrunk), isCompressed: true };
  }

  /** Returns when the current step ends if its wait begins at `from`. A wait that has begun keeps its end. */
  stepEnd(from: number): number {
    return this.row.waitUntil > 0 ? this.row.waitUntil : this.waitEnd(from).at;
  }
}

export class StepTimes {
  readonly #schedule: Schedule;
  readonly #k: number;
  readonly #step: PlanStep | undefined;
  /** Latest time to send the step. Only the last step that the recipient can receive may be sent after `ladderEnd`. */
  readonly #lastSend: number;
  #start: number | undefined;
  #unhurriedStart: number | undefined;
  #laterStep: number | undefined;

  constructor(schedule: Schedule, k: number) {
    this.#schedule = schedule;
    this.#k = k;
    this.#step = planStep(schedule.plan, k);
    this.#lastSend = k < (schedule.ladder.at(-1) ?? 0) ? schedule.ladderEnd : schedule.row.deadline;
  }

  /** Earliest start within the step's hours: from now, or from `beforeDeadline` if the step has it. */
  get start(): number {
    const { row, plan, now } = this.#schedule;
    const before = this.#step?.beforeDeadlineMs ?? Infinity;
    this.#start ??= openFrom(row, plan, this.#k, Math.max(now, row.deadline - before));
    return this.#start;
  }

  get isTooLate(): boolean {
    return this.start > this.latestStart;
  }

  /** Latest start of the step. With `ifLate: skip`, all remaining steps must fit with their full waits. */
  get latestStart(): number {
    const { row, plan } = this.#schedule;
    const isWaiting = row.step === this.#k && isWaitRunning(row);
    if (plan.ifLate !== "skip" || isWaiting || this.#later === undefined) return this.#lastSend;
    return Math.min(this.#lastSend, this.unhurriedStart);
  }

  /** Latest start at which this step and all later steps keep their full waits. */
  get unhurriedStart(): number {
    this.#unhurriedStart ??= this.#openUntil(this.unhurriedEnd - (this.#step?.waitMs ?? 0));
    return this.#unhurriedStart;
  }

  /** Latest end at which all later steps keep their full waits. */
  get unhurriedEnd(): number {
    return this.#later?.unhurriedStart ?? this.#schedule.ladderEnd;
  }

  /** Latest start that leaves time for later steps without waits. Afterwards, later steps are ignored. */
  get lastChance(): number {
    const { row, plan, now } = this.#schedule;
    const isSkipping = plan.ifLate === "skip";
    const planned = isSkipping
      ? Math.min(this.latestStart, this.plannedUntil)
      : this.#openUntil(this.#later?.lastChance ?? Infinity);
    if (planned >= now) return planned;
    return isSkipping ? this.latestStart : openUntil(row, plan, this.#k, this.#lastSend);
  }

  /** Latest start within the step's hours that leaves enough time to send the message. */
  get plannedUntil(): number {
    return this.#openUntil(Infinity);
  }

  /** Latest end of this step: the end of all waits, or `lastChance` of the next step. */
  get lastEnd(): number {
    const { now, ladderEnd } = this.#schedule;
    return Math.max(now, Math.min(ladderEnd, this.#later?.lastChance ?? Infinity));
  }

  /** Sum of the unshortened waits of this step and all later steps. */
  get fullWaitsMs(): number {
    const { ladder, plan } = this.#schedule;
    const waits = ladder.map((k) => (k > this.#k ? (planStep(plan, k)?.waitMs ?? 0) : 0));
    return waits.reduce((sum, wait) => sum + wait, this.#step?.waitMs ?? 0);
  }

  get #later(): StepTimes | undefined {
    const { ladder, plan, now } = this.#schedule;
    this.#laterStep ??=
      ladder.find((k) => {
        if (k <= this.#k) return false;
        // a late step without hours counts, because waits are shortened to make room for it
        const isCounted = now === -Infinity || (plan.ifLate !== "skip" && planStep(plan, k)?.hours === undefined);
        return isCounted || !this.#schedule.step(k).isTooLate;
      }) ?? 0;
    return this.#laterStep === 0 ? undefined : this.#schedule.step(this.#laterStep);
  }

  /** Returns the last instant up to `at` that is within the step's hours and leaves time to send. */
  #openUntil(at: number): number {
    const { row, plan } = this.#schedule;
    return openUntil(row, plan, this.#k, Math.min(at, this.#lastSend - LEAST_LEFT_MS));
  }
}
