const LOOK_MS = 25;
/**
 * The judge adds this many milliseconds to a period when it computes how many requests the limit allows. The extra time
 * covers permits, which are valid for 250 ms (docs/store-contract.md), and requests that a slow store delays.
 */
const SLACK_MS = 1_000;
const WINDOWS_MS = [1_000, 10_000];

interface Look {
  readonly at: number;
  readonly total: number;
}

export interface Peak {
  readonly windowMs: number;
  readonly requests: number;
  readonly allowed: number;
}

/** Records the requests to a provider's API, so that a test can check that a limit held at every moment. */
export class RateLog implements Disposable {
  readonly #looks: Look[] = [];
  readonly #timer: NodeJS.Timeout;

  constructor(requests: () => number) {
    const look = () => this.#looks.push({ at: performance.now(), total: requests() });
    look();
    this.#timer = setInterval(look, LOOK_MS);
  }

  /** For each window length, returns the window with the most requests relative to the limit. */
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
