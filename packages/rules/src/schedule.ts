import type { Plan, PlanStep } from "@relance/spec";
import { usableContact } from "./contacts.ts";
import type { Enrollment } from "./enrollment.ts";
import { LEAST_LEFT_MS, openFrom, openUntil } from "./hours/step-hours.ts";
import { stepBit, stepOf } from "./steps.ts";

/** Returns whether step `k` is meant for this recipient and one of their contacts can be used for it. */
export function canTake(row: Enrollment, plan: Plan, k: number): boolean {
  const step = stepOf(plan, k);
  return step !== undefined && (row.steps & stepBit(k)) !== 0 && usableContact(row, step.channel) >= 0;
}

/** The end of a step's wait. */
export interface WaitEnd {
  readonly at: number;
  /** The wait is shorter than the step asks, so that the rest of the ladder fits. */
  readonly isCompressed: boolean;
}

/**
 * When the steps of one recipient may start and end, as decided at `now`. Each time is computed when it is first read.
 *
 * The times depend on the row's step, wait, steps, deadline, contacts and zone. After a rule changes one of these, it
 * creates a new schedule.
 */
export class Schedule {
  readonly row: Enrollment;
  readonly plan: Plan;
  /** Nothing is sent earlier: a later step whose hours do not open in time from here on does not count. */
  readonly now: number;
  /** Where the waits of the ladder end: `handover` before the deadline. */
  readonly ladderEnd: number;
  readonly #steps: StepTimes[] = [];

  constructor(row: Enrollment, plan: Plan, now: number) {
    this.row = row;
    this.plan = plan;
    this.now = now;
    this.ladderEnd = row.deadline - plan.handoverMs;
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
    for (let k = from; k <= this.plan.steps.length; k++) {
      if (canTake(this.row, this.plan, k) && !this.step(k).isTooLate) return k;
    }
    return undefined;
  }

  /** Returns the steps from `from` to before `to` that this recipient could take and that can no longer start in time. */
  tooLate(from: number, to: number): number[] {
    const found: number[] = [];
    for (let k = from; k < to; k++) if (canTake(this.row, this.plan, k) && this.step(k).isTooLate) found.push(k);
    return found;
  }

  /**
   * Returns when the wait of the current step ends if the provider accepts its first message at `from`.
   *
   * If the rest of the ladder does not fit, all waits shrink in proportion (`compress`), and no wait outlasts the last hours
   * of the next step. With `ifLate: skip` a wait keeps its length, unless the next step would miss its latest start. A step
   * without a wait of its own gets the remaining time.
   */
  waitEnd(from: number): WaitEnd {
    const { plan } = this;
    const current = this.at(from).current;
    const waitMs = stepOf(plan, this.row.step)?.waitMs;
    const wanted = waitMs === undefined ? Infinity : from + waitMs;
    if (plan.ifLate === "skip" || waitMs === undefined) {
      const at = Math.min(wanted, current.lastEnd);
      return { at, isCompressed: waitMs !== undefined && at < wanted };
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
  #start: number | undefined;
  #lastMoment: number | undefined;
  #latestStart: number | undefined;
  #unhurriedStart: number | undefined;
  #lastChance: number | undefined;
  #next: StepTimes | null | undefined;

  constructor(schedule: Schedule, k: number) {
    this.#schedule = schedule;
    this.#k = k;
    this.#step = stepOf(schedule.plan, k);
  }

  /** The earliest start: now, or the step's own time before the deadline, within its hours. */
  get start(): number {
    const { row, plan, now } = this.#schedule;
    const before = this.#step?.beforeDeadlineMs ?? Infinity;
    this.#start ??= openFrom(row, plan, this.#k, Math.max(now, row.deadline - before));
    return this.#start;
  }

  /** The step can no longer start in time. */
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
    this.#latestStart ??= this.#findLatestStart();
    return this.#latestStart;
  }

  #findLatestStart(): number {
    const { row, plan } = this.#schedule;
    const isWaiting = row.step === this.#k && row.waitUntil !== 0;
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

  /** The latest start if no later step waits at all. If it has passed, the latest start at the expense of later steps. */
  get lastChance(): number {
    this.#lastChance ??= this.#findLastChance();
    return this.#lastChance;
  }

  #findLastChance(): number {
    const { row, plan, now } = this.#schedule;
    const isSkipping = plan.ifLate === "skip";
    const last = isSkipping
      ? Math.min(this.latestStart, this.plannedUntil)
      : this.#openUntil(this.#later?.lastChance ?? Infinity);
    if (last >= now) return last;
    return isSkipping ? this.latestStart : openUntil(row, plan, this.#k, this.#lastSend);
  }

  /** A recipient who waits for something else than the ladder starts the step no later, within its hours. */
  get plannedUntil(): number {
    return this.#openUntil(Infinity);
  }

  /** The latest end of the step's wait: the end of the ladder, or the last chance of the next step. */
  get lastEnd(): number {
    const { now, ladderEnd } = this.#schedule;
    return Math.max(now, Math.min(Math.max(now, ladderEnd), this.#later?.lastChance ?? Infinity));
  }

  /** The sum of the waits of this step and all later ones, none shortened. */
  get fullWaitsMs(): number {
    const { row, plan } = this.#schedule;
    const later = plan.steps.filter((_, at) => at >= this.#k && canTake(row, plan, at + 1));
    return later.reduce((sum, { waitMs = 0 }) => sum + waitMs, this.#step?.waitMs ?? 0);
  }

  /** No message of the step leaves after this instant: only the last step that can be taken may use the time after `handover`. */
  get #lastSend(): number {
    if (this.#lastMoment === undefined) {
      const { row, plan, ladderEnd } = this.#schedule;
      let k = plan.steps.length;
      while (k > this.#k && !canTake(row, plan, k)) k -= 1;
      this.#lastMoment = k > this.#k ? ladderEnd : row.deadline;
    }
    return this.#lastMoment;
  }

  /** The first later step that this recipient can still get. */
  get #later(): StepTimes | undefined {
    if (this.#next === undefined) this.#next = this.#findLater() ?? null;
    return this.#next ?? undefined;
  }

  #findLater(): StepTimes | undefined {
    const { row, plan, now } = this.#schedule;
    for (let k = this.#k + 1; k <= plan.steps.length; k++) {
      if (!canTake(row, plan, k)) continue;
      const later = this.#schedule.step(k);
      // without hours a step counts even if it is late, so that waits shrink rather than end
      const isCounted = now === -Infinity || (plan.ifLate !== "skip" && stepOf(plan, k)?.hours === undefined);
      if (isCounted || !later.isTooLate) return later;
    }
    return undefined;
  }

  /** Returns the last instant in the step's hours up to `at`, with enough time left to send a message. */
  #openUntil(at: number): number {
    const { row, plan } = this.#schedule;
    return openUntil(row, plan, this.#k, Math.min(at, this.#lastSend - LEAST_LEFT_MS));
  }
}
