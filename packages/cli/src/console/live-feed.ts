/** One look for everybody who watches; nobody watching costs nothing. */
export class LiveFeed<T> {
  readonly #look: () => Promise<T>;
  readonly #everyMs: number;
  readonly #listeners = new Set<(told: T) => void>();
  #timer: NodeJS.Timeout | undefined;
  #last: T | undefined;
  looks = 0;

  constructor(look: () => Promise<T>, everyMs: number) {
    this.#look = look;
    this.#everyMs = everyMs;
  }

  /** Tells what is there, and what comes, until the returned function is called. */
  listen(listener: (told: T) => void): () => void {
    this.#listeners.add(listener);
    if (this.#last !== undefined) listener(this.#last);
    if (this.#timer === undefined) this.#turn(0);
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0) return;
      clearTimeout(this.#timer);
      this.#timer = undefined;
      this.#last = undefined;
    };
  }

  #turn(afterMs: number): void {
    this.#timer = setTimeout(async () => {
      const told = await this.#look().catch(() => undefined); // a store that fails for a moment: the last look stands
      this.looks += 1;
      if (this.#listeners.size === 0) return;
      if (told !== undefined) {
        this.#last = told;
        for (const listener of this.#listeners) listener(told);
      }
      this.#turn(this.#everyMs);
    }, afterMs);
  }
}
