/** A stretch in which nobody listened for a provider. */
export interface GapRow {
  readonly provider: number;
  readonly from: number;
  /** null = nobody listens yet. */
  readonly to: number | null;
  /** When what was missed was fetched; null = not yet. */
  readonly reconciled: number | null;
}

/** When nobody listened, as decisions about silence ask for it (R5). */
export class Deafness {
  readonly #gaps = new Map<number, GapRow[]>();
  readonly #now: number;

  constructor(now: number, gaps: readonly GapRow[]) {
    this.#now = now;
    for (const gap of gaps) {
      const known = this.#gaps.get(gap.provider);
      if (known === undefined) this.#gaps.set(gap.provider, [gap]);
      else known.push(gap);
    }
  }

  /** A gap of some provider is not reconciled yet. */
  get isAnyOpen(): boolean {
    return [...this.#gaps.keys()].some((provider) => this.isOpen(provider));
  }

  /** A gap of this provider is not reconciled yet. */
  isOpen(provider: number): boolean {
    return this.#gaps.get(provider)?.some(({ reconciled }) => reconciled === null) ?? false;
  }

  /** Milliseconds since `since` in which nobody listened. */
  msSince(provider: number, since: number): number {
    let sum = 0;
    for (const { from, to } of this.#gaps.get(provider) ?? []) {
      sum += Math.max(0, (to ?? this.#now) - Math.max(from, since));
    }
    return sum;
  }
}
