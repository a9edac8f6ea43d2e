import type { Plan, PlanStep } from "@relance/spec";
import { usableContact } from "./contacts.ts";
import { type Enrollment, isWaitRunning } from "./enrollment.ts";
import { LEAST_LEFT_MS, openFrom, openUntil } from "./hours/step-hours.ts";
import { stepBit, stepOf } from "./steps.ts";

/** Returns whether step `k` applies to this recipient and one of their contacts can be used for it. */
export function canTake(row: Enrollment, plan: Plan, k: number): boolean {
  const step = stepOf(plan, k);
  return step !== undefined && (row.steps & stepBit(k)) !== 0 && usableContact(row, step.channel) >= 0;
}

/** How the wait of a step ends. */
export interface WaitEnd {
  readonly at: number;
  /** True if the wait is shorter than the step asks, so that the later steps fit. */
  readonly isCompressed: boolean;
}

/**
 * When the steps of one recipient may begin and end, as decided at `now`. Each time is computed when it is read.
 *
 * The times depend on the row's step, wait, steps, deadline, contacts and zone. After a rule changes one of these, it
 * creates a new schedule.
 */
export class Schedule {
  readonly row: Enrollment;
  readonly plan: Plan;
  /** The time of the decision. A later step does not count if its hours do not open in time after it. */
  readonly now: number;
  /** Where the waits of all steps end: `handover` before the deadline. */
  readonly ladderEnd: number;
  /** The steps that this recipient can take. */
  readonly ladder: readonly number[];
  readonly #steps: StepTimes[] = [];

  constructor(row: Enrollment, plan: Plan, now: number) {
    this.row = row;
    this.plan = plan;
    this.now = now;
    this.ladderEnd = row.deadline - plan.handoverMs;
    this.ladder = plan.steps.map((_, at) => at + 1).filter((k) => canTake(row, plan, k));
  }

  /** Returns the schedule as decided at another instant; at -Infinity every later step counts, whatever its hours. */
  at(now: number): Schedule {
    return now === this.now ? this : new Schedule(this.row, this.plan, now);
  }

  /** Returns the times of step `k`, counted from 1. */
  step(k: number): StepTimes {
    this.#steps[k] ??= new StepTimes(this, k);
    return this.#steps[k];
  }

  /** The times of the row's current step. */
  get current(): StepTimes {
    return this.step(this.row.step);
  }

  /** Returns the first step from `from` on that this recipient can take and that can still start in time. */
  next(from: number): number | undefined {
    return this.ladder.find((k) => k >= from && !this.step(k).isTooLate);
  }

  /** Returns the steps from `from` to before `to` that this recipient could take and that can no longer start in time. */
  tooLate(from: number, to: number): number[] {
    return this.ladder.filter((k) => k >= from && k < to && this.step(k).isTooLate);
  }

  /**
   * Returns when the wait of the current step ends if the provider accepts its first message at `from`.
   *
   * If the rest of the ladder does not fit, all waits shrink in proportion (`compress`), and no wait outlasts the last
   * hours of the next step. With `ifLate: skip` a wait keeps its length, unless the next step would miss its latest
   * start. A step without its own wait gets the remaining time.
   */
  waitEnd(from: number): WaitEnd {
    const { current } = this.at(from);
    const waitMs = stepOf(this.plan, this.row.step)?.waitMs;
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

/** The times of one step. See {@link Schedule}. */
export class StepTimes {
  readonly #schedule: Schedule;
  readonly #k: number;
  readonly #step: PlanStep | undefined;
  /** The latest send of the step. Only the last step that can be taken may use the time after the end of the waits. */
  readonly #lastSend: number;
  #start: number | undefined;
  #unhurriedStart: number | undefined;
  #laterStep: number | undefined;

  constructor(schedule: Schedule, k: number) {
    this.#schedule = schedule;
    this.#k = k;
    this.#step = stepOf(schedule.plan, k);
    this.#lastSend = k < (schedule.ladder.at(-1) ?? 0) ? schedule.ladderEnd : schedule.row.deadline;
  }

  /** The earliest start: now, or the step's own time before the deadline, within its hours. */
  get start(): number {
    const { row, plan, now } = this.#schedule;
    const before = this.#step?.beforeDeadlineMs ?? Infinity;
    this.#start ??= openFrom(row, plan, this.#k, Math.max(now, row.deadline - before));
    return this.#start;
  }

  /** True if the step can no longer begin in time. */
  get isTooLate(): boolean {
    return this.start > this.latestStart;
  }

  /**
   * After this instant the step is skipped as too late: later steps need the time, or the deadline has passed.
   *
   * With `ifLate: skip` that is as soon as the full waits of this step and of later ones no longer fit, unless the step's wait
   * runs already. The last step that can still be sent may start until the deadline.
   */
  get latestStart(): number {
    const { row, plan } = this.#schedule;
    const isWaiting = row.step === this.#k && isWaitRunning(row);
    if (plan.ifLate !== "skip" || isWaiting || this.#later === undefined) return this.#lastSend;
    return Math.min(this.#lastSend, this.unhurriedStart);
  }

  /** The latest start that shortens no wait. */
  get unhurriedStart(): number {
    this.#unhurriedStart ??= this.#openUntil(this.unhurriedEnd - (this.#step?.waitMs ?? 0));
    return this.#unhurriedStart;
  }

  /** The latest end of the step that shortens no later wait. */
  get unhurriedEnd(): number {
    return this.#later?.unhurriedStart ?? this.#schedule.ladderEnd;
  }

  /** The latest start if no later step waits. Once it has passed, the latest start of this step without later ones. */
  get lastChance(): number {
    const { row, plan, now } = this.#schedule;
    const isSkipping = plan.ifLate === "skip";
    const planned = isSkipping
      ? Math.min(this.latestStart, this.plannedUntil)
      : this.#openUntil(this.#later?.lastChance ?? Infinity);
    if (planned >= now) return planned;
    return isSkipping ? this.latestStart : openUntil(row, plan, this.#k, this.#lastSend);
  }

  /** A recipient who waits for something else than a step begins the step no later than this. */
  get plannedUntil(): number {
    return this.#openUntil(Infinity);
  }

  /** The latest end of the step: the end of the ladder, or the last chance of the next step. */
  get lastEnd(): number {
    const { now, ladderEnd } = this.#schedule;
    return Math.max(now, Math.min(ladderEnd, this.#later?.lastChance ?? Infinity));
  }

  /** The waits of this step and of all later ones, without shortening. */
  get fullWaitsMs(): number {
    const { ladder, plan } = this.#schedule;
    const waits = ladder.map((k) => (k > this.#k ? (stepOf(plan, k)?.waitMs ?? 0) : 0));
    return waits.reduce((sum, wait) => sum + wait, this.#step?.waitMs ?? 0);
  }

  /** The first later step that this recipient can still get. */
  get #later(): StepTimes | undefined {
    const { ladder, plan, now } = this.#schedule;
    this.#laterStep ??=
      ladder.find((k) => {
        if (k <= this.#k) return false;
        // without hours, a step counts even if it is late: then waits shrink
        const isCounted = now === -Infinity || (plan.ifLate !== "skip" && stepOf(plan, k)?.hours === undefined);
        return isCounted || !this.#schedule.step(k).isTooLate;
      }) ?? 0;
    return this.#laterStep === 0 ? undefined : this.#schedule.step(this.#laterStep);
  }

  /** Returns the last time in the step's hours up to `at` that leaves enough time to send a message. */
  #openUntil(at: number): number {
    const { row, plan } = this.#schedule;
    return openUntil(row, plan, this.#k, Math.min(at, this.#lastSend - LEAST_LEFT_MS));
  }
}
