/** People who wait for a queue, the earliest first; equal instants in the order in which they came. */
export class WaitingLine {
  #times = new Float64Array(256);
  #turns = new Float64Array(256);
  #people = new Uint32Array(256);
  #size = 0;
  #turn = 0;

  get size(): number {
    return this.#size;
  }

  /** When the first has been ready; Infinity when none waits. */
  get first(): number {
    return this.#size === 0 ? Number.POSITIVE_INFINITY : (this.#times[0] ?? 0);
  }

  push(time: number, person: number): void {
    if (this.#size === this.#times.length) this.#grow();
    this.#sink(this.#rise(time), time, this.#turn++, person);
    this.#size += 1;
  }

  /** Takes the first; the line must not be empty. */
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

  /** The place of a newcomer, after all behind it have moved down. */
  #rise(time: number): number {
    let at = this.#size;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if ((this.#times[parent] ?? 0) <= time) break; // who came before stays before
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
