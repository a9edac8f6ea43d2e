/** Between two looks, in milliseconds. */
const LOOK_MS = 25;
/**
 * What is allowed in a stretch is what the limit allows in this much more, in milliseconds: a permit is good for a quarter
 * of a second (docs/store-contract.md), and what a store that is slow all the time takes comes on top.
 */
const SLACK_MS = 1_000;
const WINDOWS_MS = [1_000, 10_000];

interface Look {
  readonly at: number;
  /** Requests so far. */
  readonly total: number;
}

/** The most requests that one stretch of time held. */
export interface Peak {
  readonly windowMs: number;
  readonly requests: number;
  /** What the limit allows in the stretch in which they came. */
  readonly allowed: number;
}

/** Notes how many requests a provider's API has had, to see afterwards that a limit held at every moment. */
export class RateLog implements Disposable {
  readonly #looks: Look[] = [];
  readonly #timer: NodeJS.Timeout;

  constructor(requests: () => number) {
    const look = () => this.#looks.push({ at: performance.now(), total: requests() });
    look();
    this.#timer = setInterval(look, LOOK_MS);
  }

  /**
   * The worst stretch of each length, against a limit a second. What was seen at one check came since the look before:
   * where this process was held up, the stretch is longer, and so is what may come in it.
   */
  peaks(perSecond: number): readonly Peak[] {
    return WINDOWS_MS.map((windowMs) => {
      let worst: Peak = { windowMs, requests: 0, allowed: 1 };
      let from = 1;
      for (let to = 1; to < this.#looks.length; to++) {
        while (from < to && this.#at(to) - this.#at(from - 1) > windowMs) from++;
        const requests = this.#total(to) - this.#total(from - 1);
        const stretchMs = Math.max(windowMs, this.#at(to) - this.#at(from - 1));
        const allowed = Math.ceil((perSecond * (stretchMs + SLACK_MS)) / 1_000);
        if (requests / allowed > worst.requests / worst.allowed) worst = { windowMs, requests, allowed };
      }
      return worst;
    });
  }

  #at(place: number): number {
    return this.#looks[place]?.at ?? 0;
  }

  #total(place: number): number {
    return this.#looks[place]?.total ?? 0;
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }
}
