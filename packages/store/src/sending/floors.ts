/** Where claims in a lane last stood, and until when that may be trusted. */
export interface Floor {
  readonly dueAt: number;
  readonly ord: number;
}

interface Memory extends Floor {
  readonly version: number;
  readonly until: number;
}

/** Rows may become ready before the floor: from time to time a claim looks from the start. */
export const TRUSTED_MS = 5_000;
/** A look from the start that took longer met many dead entries: it is not repeated at once. */
const SLOW_MS = 20;

const START: Floor = { dueAt: 0, ord: -1 };

/**
 * Lets claims begin where the last one stopped. While somebody holds a long snapshot, entries of claimed people stay in
 * the index, and every claim from the start would walk over all of them.
 */
export class Floors {
  readonly #steadyNow: () => number;
  readonly #memories = new Map<number, Memory>();
  readonly #slowUntil = new Map<number, number>();

  constructor(steadyNow: () => number) {
    this.#steadyNow = steadyNow;
  }

  /** Where to begin in a lane of this version. */
  of(lane: number, version: number): Floor {
    const memory = this.#memories.get(lane);
    const isTrusted = memory?.version === version && memory.until > this.#steadyNow();
    return isTrusted ? memory : START;
  }

  /** A claim took people up to here and left more behind. */
  raise(lane: number, version: number, { dueAt, ord }: Floor): void {
    const known = this.#memories.get(lane);
    const now = this.#steadyNow();
    const until = known?.version === version && known.until > now ? known.until : now + TRUSTED_MS;
    this.#memories.set(lane, { dueAt, ord, version, until });
  }

  /** Claims in this lane do not begin at its start. */
  isRaised(lane: number, version: number): boolean {
    return this.of(lane, version) !== START;
  }

  /** There was less than wanted behind the floor: may this call look from the start? */
  mayRestart(lane: number): boolean {
    return (this.#slowUntil.get(lane) ?? 0) <= this.#steadyNow();
  }

  /** A look from the start took so long. */
  restarted(lane: number, tookMs: number): void {
    if (tookMs > SLOW_MS) this.#slowUntil.set(lane, this.#steadyNow() + TRUSTED_MS);
    else this.#slowUntil.delete(lane);
  }
}
