/** Readings of this kind may take this share of the time at most. */
const SHARE = 1 / 100;
const LEAST_MS = 2_000;

/** What is slow to read of a campaign, once for all who watch it, and the less often the longer it takes. */
export class SlowReads<T> {
  readonly #read: (campaign: number) => Promise<T>;
  readonly #known = new Map<number, { readonly value: Promise<T>; freshUntil: number }>();

  constructor(read: (campaign: number) => Promise<T>) {
    this.#read = read;
  }

  of(campaign: number): Promise<T> {
    const now = performance.now();
    const known = this.#known.get(campaign);
    if (known !== undefined && now < known.freshUntil) return known.value;
    const reading = { value: this.#read(campaign), freshUntil: Number.POSITIVE_INFINITY };
    this.#known.set(campaign, reading);
    const settle = () => {
      reading.freshUntil = now + Math.max(LEAST_MS, (performance.now() - now) / SHARE);
    };
    reading.value.then(settle, settle);
    return reading.value;
  }
}
