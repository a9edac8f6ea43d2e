import { comesTooLate, type Enrollment, PHASE, place, STATE } from "@relance/rules";
import type { Plan } from "@relance/spec";

interface Newcomer {
  /** The channels on which the recipient has contacts, as bits. `optedOut` = the channels of suppressed contacts. */
  readonly knownContacts: number;
  readonly optedOut: number;
  readonly steps: number;
  /** Milliseconds since 1970. */
  readonly deadline: number;
  /** The number of the recipient's time zone; 0 for the campaign's zone. */
  readonly zone: number;
  /** The recipient's random position in the sending order, at least 0 and below 1. */
  readonly order: number;
}

/** All recipients who would be enrolled, in numeric columns with about 36 bytes per recipient. */
export class Crowd {
  readonly #knownContacts = new Growing((length) => new Int32Array(length));
  readonly #optedOut = new Growing((length) => new Int32Array(length));
  readonly #steps = new Growing((length) => new Uint32Array(length));
  readonly #deadline = new Growing((length) => new Float64Array(length));
  readonly #zone = new Growing((length) => new Uint16Array(length));
  readonly #order = new Growing((length) => new Float64Array(length));
  readonly #segments: readonly Growing<Uint8Array>[];
  readonly #pattern: Enrollment;
  readonly plan: Plan;
  readonly startAt: number;

  constructor(plan: Plan, startAt: number) {
    this.plan = plan;
    this.startAt = startAt;
    this.#segments = plan.steps.map(() => new Growing((length) => new Uint8Array(length)));
    this.#pattern = place({ knownContacts: 0, optedOut: 0, steps: 0, deadline: startAt }, plan, startAt).row;
  }

  get size(): number {
    return this.#knownContacts.length;
  }

  /** @param segments - the number of SMS segments for each step; 0 for other channels */
  add(person: Newcomer, segments: readonly number[]): void {
    this.#knownContacts.push(person.knownContacts);
    this.#optedOut.push(person.optedOut);
    this.#steps.push(person.steps);
    this.#deadline.push(person.deadline);
    this.#zone.push(person.zone);
    this.#order.push(person.order);
    for (const [k, column] of this.#segments.entries()) column.push(segments[k] ?? 0);
  }

  segments(person: number, step: number): number {
    return this.#segments[step - 1]?.at(person) ?? 0;
  }

  /** Returns whether `ifLate: refuse` would refuse this recipient. */
  comesTooLate(person: Omit<Newcomer, "order">): boolean {
    const { plan, startAt } = this;
    return plan.ifLate === "refuse" && comesTooLate(place(person, plan, startAt).row, plan, startAt);
  }

  placed(person: number): Enrollment {
    return place(this.#arrival(person), this.plan, this.startAt).row;
  }

  #arrival(person: number) {
    return {
      knownContacts: this.#knownContacts.at(person),
      optedOut: this.#optedOut.at(person),
      steps: this.#steps.at(person),
      deadline: this.#deadline.at(person),
      zone: this.#zone.at(person),
    };
  }

  /** Returns the enrollment of a recipient who has been due for a step since `dueAt`. */
  ready(person: number, step: number, dueAt: number): Enrollment {
    const ready = { state: STATE.active, phase: PHASE.ready, step, dueAt };
    return { ...this.#pattern, ...this.#arrival(person), ...ready };
  }

  inOrder(): Uint32Array {
    const { size } = this;
    const shades = Math.floor(Number.MAX_SAFE_INTEGER / Math.max(1, size)) - 1;
    const keys = Float64Array.from(
      { length: size },
      (_, person) => Math.floor(this.#order.at(person) * shades) * size + person,
    ).sort();
    return Uint32Array.from(keys, (key) => key % size);
  }
}

/** A numeric column that grows: 650,000 numbers take a few megabytes, whereas objects would take hundreds. */
class Growing<T extends Float64Array | Int32Array | Uint32Array | Uint16Array | Uint8Array> {
  #values: T;
  #length = 0;
  readonly #make: (length: number) => T;

  constructor(make: (length: number) => T) {
    this.#make = make;
    this.#values = make(1_024);
  }

  get length(): number {
    return this.#length;
  }

  push(value: number): void {
    if (this.#length === this.#values.length) {
      const larger = this.#make(2 * this.#length);
      larger.set(this.#values as unknown as ArrayLike<number>);
      this.#values = larger;
    }
    this.#values[this.#length++] = value;
  }

  at(index: number): number {
    return this.#values[index] ?? 0;
  }
}
