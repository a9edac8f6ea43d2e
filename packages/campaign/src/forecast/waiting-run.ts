/** People who came in the order of their instants: whoever is first is known without a search. */
export class WaitingRun {
  #times = new Float64Array(256);
  #turns = new Float64Array(256);
  #people = new Uint32Array(256);
  #head = 0;
  #end = 0;

  /** The instant of the first; Infinity when nobody waits. */
  get first(): number {
    return this.#head === this.#end ? Number.POSITIVE_INFINITY : (this.#times[this.#head] ?? 0);
  }

  get firstTurn(): number {
    return this.#turns[this.#head] ?? 0;
  }

  /** The instant of the last; -Infinity when nobody waits. */
  get last(): number {
    return this.#head === this.#end ? Number.NEGATIVE_INFINITY : (this.#times[this.#end - 1] ?? 0);
  }

  /** @param time no earlier than {@link last} */
  push(time: number, turn: number, person: number): void {
    if (this.#end === this.#times.length) this.#makeRoom();
    this.#times[this.#end] = time;
    this.#turns[this.#end] = turn;
    this.#people[this.#end] = person;
    this.#end += 1;
  }

  /** Takes the first; somebody must wait. */
  shift(): number {
    const person = this.#people[this.#head] ?? 0;
    this.#head += 1;
    if (this.#head === this.#end) {
      this.#head = 0;
      this.#end = 0;
    }
    return person;
  }

  /** The places of those who left are used again; a line that is full of people grows. */
  #makeRoom(): void {
    const [from, to] = [this.#head, this.#end];
    const length = to - from > to / 2 ? 2 * to : to;
    const moved = <T extends Float64Array | Uint32Array>(values: T, place: T): T => {
      place.set(values.subarray(from, to) as unknown as ArrayLike<number>);
      return place;
    };
    this.#times = moved(this.#times, new Float64Array(length));
    this.#turns = moved(this.#turns, new Float64Array(length));
    this.#people = moved(this.#people, new Uint32Array(length));
    this.#head = 0;
    this.#end = to - from;
  }
}
