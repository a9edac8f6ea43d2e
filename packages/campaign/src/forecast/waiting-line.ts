import { PeopleHeap } from "./people-heap.ts";
import { WaitingRun } from "./waiting-run.ts";

/** One for each time zone or window that campaigns usually have; whoever fits into none is sorted. */
const RUNS = 8;

/**
 * People who wait for a lane, the earliest first; equal instants in the order in which they came. Nearly everybody comes in
 * the order of one of a few runs (whoever has the same zone and the same wait), so that hardly anything is sorted.
 */
export class WaitingLine {
  readonly #runs = Array.from({ length: RUNS }, () => new WaitingRun());
  readonly #others = new PeopleHeap();
  #size = 0;
  #turn = 0;
  /** Who is first: a run, or -1 for the others. */
  #next = -1;
  #first = Number.POSITIVE_INFINITY;

  get size(): number {
    return this.#size;
  }

  /** When the first has been ready; Infinity when nobody waits. */
  get first(): number {
    return this.#first;
  }

  push(time: number, person: number): void {
    const place = this.#runFor(time);
    const run = this.#runs[place];
    if (run === undefined) this.#others.push(time, this.#turn, person);
    else run.push(time, this.#turn, person);
    this.#turn += 1;
    this.#size += 1;
    if (time < this.#first) {
      this.#first = time;
      this.#next = place;
    }
  }

  /** Takes the first; the line must not be empty. */
  pop(): number {
    const run = this.#runs[this.#next];
    const person = run === undefined ? this.#others.pop() : run.shift();
    this.#size -= 1;
    this.#find();
    return person;
  }

  /** The run that ends nearest before `time`, so that the others stay open for earlier ones; -1 = none takes it. */
  #runFor(time: number): number {
    let found = -1;
    let nearest = Number.NEGATIVE_INFINITY;
    for (let place = 0; place < RUNS; place++) {
      const last = this.#runs[place]?.last ?? time;
      if (last > time || (found >= 0 && last <= nearest)) continue;
      found = place;
      nearest = last;
      if (last === time) break;
    }
    return found;
  }

  #find(): void {
    this.#next = -1;
    this.#first = this.#others.first;
    let turn = this.#others.firstTurn;
    for (let place = 0; place < RUNS; place++) {
      const run = this.#runs[place];
      if (run === undefined || run.first > this.#first || run.first === Number.POSITIVE_INFINITY) continue;
      if (run.first === this.#first && run.firstTurn > turn && (this.#next >= 0 || this.#others.size > 0)) continue;
      this.#next = place;
      this.#first = run.first;
      turn = run.firstTurn;
    }
  }
}
