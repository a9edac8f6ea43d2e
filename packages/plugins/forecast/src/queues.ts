import type { Plan } from "@relance/spec";

export type RateOf = (provider: string) => number | undefined;

interface Gate {
  freeAt: number;
  ownMs: number;
  /** The time between two messages at the lower of the provider's rate and the campaign's rate. */
  betweenMs: number;
}

/** One queue per step, for the first provider of the route. The queue that has waited longest sends next. */
export class Queues {
  readonly #lines: readonly WaitingLine[];
  readonly #gates: readonly Gate[];
  /** For each queue, the total number of messages at the time when this queue last sent. */
  readonly #turns: number[];
  #turn = 0;

  constructor(plan: Plan, rateFor: RateOf) {
    const gates = new Map<string, Gate>();
    this.#lines = plan.steps.map(() => new WaitingLine());
    this.#turns = plan.steps.map(() => 0);
    this.#gates = plan.steps.map(({ route: [first] }) => {
      const name = first?.provider ?? "";
      const gate = gates.get(name) ?? openGate(rateFor(name));
      gates.set(name, gate);
      return gate;
    });
  }

  /** Limits the campaign's messages per second through each provider; null = no limit. */
  pace(perSecond: number | null): void {
    const paceMs = perSecond === null ? 0 : 1_000 / perSecond;
    for (const gate of this.#gates) gate.betweenMs = Math.max(gate.ownMs, paceMs);
  }

  wait(step: number, person: number, readyAt: number): void {
    this.#lines[step - 1]?.push(readyAt, person);
  }

  /** Returns the step with the next message, and its time; `undefined` if all queues are empty. */
  next(): { readonly step: number; readonly at: number } | undefined {
    let next = -1;
    let at = Number.POSITIVE_INFINITY;
    for (let k = 0; k < this.#lines.length; k++) {
      const first = this.#lines[k]?.first ?? at;
      if (first === Number.POSITIVE_INFINITY) continue;
      const turn = Math.max(first, this.#gates[k]?.freeAt ?? 0);
      const isBefore = turn < at || (turn === at && (this.#turns[k] ?? 0) < (this.#turns[next] ?? 0));
      if (!isBefore) continue;
      next = k;
      at = turn;
    }
    return next < 0 ? undefined : { step: next + 1, at };
  }

  take(step: number): number {
    return this.#lines[step - 1]?.pop() ?? 0;
  }

  /** Records a message. The provider can send its next message `betweenMs` later. */
  pass(step: number, at: number): void {
    this.#turn += 1;
    this.#turns[step - 1] = this.#turn;
    const gate = this.#gates[step - 1];
    if (gate !== undefined && gate.betweenMs > 0) gate.freeAt = at + gate.betweenMs;
  }
}

function openGate(perSecond: number | undefined): Gate {
  const ownMs = perSecond === undefined ? 0 : 1_000 / perSecond;
  return { freeAt: Number.NEGATIVE_INFINITY, ownMs, betweenMs: ownMs };
}

/** The recipients in a queue, sorted by time. Recipients with equal times keep their order of insertion. */
export class WaitingLine {
  #times = new Float64Array(256);
  #turns = new Float64Array(256);
  #people = new Uint32Array(256);
  #size = 0;
  #turn = 0;

  get size(): number {
    return this.#size;
  }

  get first(): number {
    return this.#size === 0 ? Number.POSITIVE_INFINITY : (this.#times[0] ?? 0);
  }

  push(time: number, person: number): void {
    if (this.#size === this.#times.length) this.#grow();
    this.#sink(this.#rise(time), time, this.#turn++, person);
    this.#size += 1;
  }

  pop(): number {
    const person = this.#people[0] ?? 0;
    this.#size -= 1;
    const [time, turn] = [this.#times[this.#size] ?? 0, this.#turns[this.#size] ?? 0];
    const last = this.#people[this.#size] ?? 0;
    let at = 0;
    for (let child = 1; child < this.#size; child = 2 * at + 1) {
      if (child + 1 < this.#size && this.#isBefore(child + 1, this.#times[child], this.#turns[child])) child++;
      if (!this.#isBefore(child, time, turn)) break;
      this.#copy(child, at);
      at = child;
    }
    this.#sink(at, time, turn, last);
    return person;
  }

  /** Moves all later recipients back by one position, and returns the position that is now free. */
  #rise(time: number): number {
    let at = this.#size;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if ((this.#times[parent] ?? 0) <= time) break; // earlier arrivals stay ahead
      this.#copy(parent, at);
      at = parent;
    }
    return at;
  }

  #isBefore(at: number, time = 0, turn = 0): boolean {
    const own = this.#times[at] ?? 0;
    return own < time || (own === time && (this.#turns[at] ?? 0) < turn);
  }

  #copy(from: number, to: number): void {
    this.#sink(to, this.#times[from] ?? 0, this.#turns[from] ?? 0, this.#people[from] ?? 0);
  }

  #sink(at: number, time: number, turn: number, person: number): void {
    this.#times[at] = time;
    this.#turns[at] = turn;
    this.#people[at] = person;
  }

  #grow(): void {
    const grown = <T extends Float64Array | Uint32Array>(values: T, larger: T): T => {
      larger.set(values as unknown as ArrayLike<number>);
      return larger;
    };
    const length = 2 * this.#size;
    this.#times = grown(this.#times, new Float64Array(length));
    this.#turns = grown(this.#turns, new Float64Array(length));
    this.#people = grown(this.#people, new Uint32Array(length));
  }
}
