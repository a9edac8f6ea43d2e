/** The clocks may drift apart by this much between two beats. */
const TOLERANCE_MS = 30_000;
/** Recovery, escalation and expiry continue after this much calm. */
export const CALM_MS: number = 5 * 60_000;

/** The store's clock against one that never jumps. */
export interface ClockPair {
  readonly now: number;
  readonly steady: number;
}

/** The store's clock jumped since the last check. */
function hasJumped(last: ClockPair, { now, steady }: ClockPair): boolean {
  return Math.abs(now - last.now - (steady - last.steady)) > TOLERANCE_MS;
}

/** A jump was noticed so lately that no recipient is moved; what lies further ahead was written before the clock was set back. */
export function isUnsettled(until: number, now: number): boolean {
  return until > now && until <= now + CALM_MS;
}

/** The clocks as a process saw them at its beats: what a jump is noticed by, and what time it is while one is fresh. */
export class ClockBeats {
  #last: ClockPair | undefined;
  /** When the clock was believed last. */
  #calm: ClockPair | undefined;
  #jumpedAt: number = Number.NEGATIVE_INFINITY;

  /** A beat looks at both clocks; jumps are measured from there. */
  note(clocks: ClockPair): void {
    if (this.isJump(clocks)) this.#jumpedAt = clocks.steady;
    this.#last = clocks;
    if (this.#calm === undefined || !this.#isDoubted(this.#calm, clocks)) this.#calm = clocks;
  }

  /** Others noticed a jump: while it is fresh, a clock that this process had no reason to doubt is so far ahead. */
  hear(clocks: ClockPair, aheadMs: number, leftMs: number): void {
    if (this.#calm !== undefined && this.#isDoubted(this.#calm, clocks)) return;
    this.#calm = { now: clocks.now - aheadMs, steady: clocks.steady };
    this.#jumpedAt = clocks.steady + leftMs - CALM_MS;
  }

  get hasBeat(): boolean {
    return this.#last !== undefined;
  }

  /** The clock has jumped since the last beat. */
  isJump(clocks: ClockPair): boolean {
    return this.#last !== undefined && hasJumped(this.#last, clocks);
  }

  /** Now; while a jump ahead is fresh, and may be taken back, the time as it continued before. */
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

/** Where time comes from when it does not come from the server: tests and demonstrations only. */
export interface StoreClock {
  /** Milliseconds since 1970: the one clock of everything stored. */
  now(): number;
  /** The clock of leases and heartbeats. @default `now` */
  liveNow?(): number;
  /** A clock that never jumps. @default the process's own */
  steadyNow?(): number;
}

/** One transaction's instants. */
export interface Instant {
  readonly now: number;
  readonly liveNow: number;
}

/** The statement that reads the server's clock. Never `now()`: that is the start of a transaction that may have waited. */
export const READ_CLOCK = "floor(extract(epoch from statement_timestamp()) * 1000)::bigint";

/** The instants of a transaction whose first statement read `serverNow`. */
export function instantOf(clock: StoreClock | undefined, serverNow: number): Instant {
  if (clock === undefined) return { now: serverNow, liveNow: serverNow };
  const now = Math.floor(clock.now());
  return { now, liveNow: clock.liveNow === undefined ? now : Math.floor(clock.liveNow()) };
}

/** A clock of this process that never jumps, in milliseconds. */
export function steadyNow(clock: StoreClock | undefined): number {
  return clock?.steadyNow?.() ?? performance.now();
}

/** The earlier of two instants, either of which may not exist. */
export function earliest(a: number | undefined, b: number | undefined): number | undefined {
  if (a === undefined) return b;
  return b === undefined ? a : Math.min(a, b);
}
