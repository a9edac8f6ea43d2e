/** If the difference between two clocks changes by more than this between heartbeats, one of them jumped. */
const TOLERANCE_MS = 30_000;
/** Recovery, escalation and expiry resume this long after the last clock jump. */
export const CALM_MS: number = 5 * 60_000;

export interface ClockPair {
  readonly now: number;
  readonly steady: number;
}

function hasJumped(last: ClockPair, { now, steady }: ClockPair): boolean {
  return Math.abs(now - last.now - (steady - last.steady)) > TOLERANCE_MS;
}

/** True soon after a clock jump. A time far ahead is ignored: it was stored before the clock was set back. */
export function isUnsettled(until: number, now: number): boolean {
  return until > now && until <= now + CALM_MS;
}

/** Detects jumps of the store's clock between heartbeats, and estimates the time after a jump. */
export class ClockBeats {
  #last: ClockPair | undefined;
  #calm: ClockPair | undefined;
  #jumpedAt: number = Number.NEGATIVE_INFINITY;

  note(clocks: ClockPair): void {
    if (this.isJump(clocks)) this.#jumpedAt = clocks.steady;
    this.#last = clocks;
    if (this.#calm === undefined || !this.#isDoubted(this.#calm, clocks)) this.#calm = clocks;
  }

  hear(clocks: ClockPair, aheadMs: number, leftMs: number): void {
    if (this.#calm !== undefined && this.#isDoubted(this.#calm, clocks)) return;
    this.#calm = { now: clocks.now - aheadMs, steady: clocks.steady };
    this.#jumpedAt = clocks.steady + leftMs - CALM_MS;
  }

  get hasBeat(): boolean {
    return this.#last !== undefined;
  }

  isJump(clocks: ClockPair): boolean {
    return this.#last !== undefined && hasJumped(this.#last, clocks);
  }

  believed(clocks: ClockPair): number {
    const { now, steady } = clocks;
    const calm = this.#calm;
    if (calm === undefined || !this.#isDoubted(calm, clocks)) return now;
    return Math.floor(Math.min(now, calm.now + steady - calm.steady));
  }

  #isDoubted(calm: ClockPair, clocks: ClockPair): boolean {
    if (!hasJumped(calm, clocks)) return false;
    return this.isJump(clocks) || clocks.steady - this.#jumpedAt < CALM_MS;
  }
}

/** A clock for tests and demonstrations that replaces the server's clock. */
export interface StoreClock {
  now(): number;
  liveNow?(): number;
  steadyNow?(): number;
}

export interface Instant {
  readonly now: number;
  readonly liveNow: number;
}

/** SQL: the server's clock. `now()` would return the start of the transaction, which may have waited. */
export const READ_CLOCK = "floor(extract(epoch from statement_timestamp()) * 1000)::bigint";

export function readClock(clock: StoreClock | undefined, serverNow: number): Instant {
  if (clock === undefined) return { now: serverNow, liveNow: serverNow };
  const now = Math.floor(clock.now());
  return { now, liveNow: clock.liveNow === undefined ? now : Math.floor(clock.liveNow()) };
}

export function steadyNow(clock: StoreClock | undefined): number {
  return clock?.steadyNow?.() ?? performance.now();
}

export function earliest(a: number | undefined, b: number | undefined): number | undefined {
  if (a === undefined) return b;
  return b === undefined ? a : Math.min(a, b);
}
