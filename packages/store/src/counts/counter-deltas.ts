/** How much one counter changes. */
export interface CounterDelta {
  readonly campaign: number;
  readonly kind: number;
  readonly step: number;
  readonly provider: number;
  readonly a: number;
  readonly b: number;
  n: number;
}

/** Deltas of one transaction, added up before they are written. */
export class CounterDeltas {
  readonly #deltas = new Map<number, CounterDelta[]>();

  /** Few different ones per transaction: a short list per mixed number is faster than a text key. */
  add(campaign: number, kind: number, step: number, provider: number, a: number, b: number, n: number): void {
    const hash = ((((campaign * 31 + kind) * 31 + step) * 31 + provider) * 31 + a) * 31 + b;
    const list = this.#deltas.get(hash);
    if (list === undefined) {
      this.#deltas.set(hash, [{ campaign, kind, step, provider, a, b, n }]);
      return;
    }
    for (const delta of list) {
      if (
        delta.campaign === campaign &&
        delta.kind === kind &&
        delta.step === step &&
        delta.provider === provider &&
        delta.a === a &&
        delta.b === b
      ) {
        delta.n += n;
        return;
      }
    }
    list.push({ campaign, kind, step, provider, a, b, n });
  }

  /** This transaction changes what is counted of the campaign. */
  has(campaign: number): boolean {
    return [...this.#deltas.values()].some((list) => list.some((delta) => delta.campaign === campaign));
  }

  /** What is to be written, once: afterwards nothing is left. */
  take(): CounterDelta[] {
    const deltas = [...this.#deltas.values()].flat().filter(({ n }) => n !== 0);
    this.#deltas.clear();
    return deltas;
  }
}
