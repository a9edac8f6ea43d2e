/** Where time comes from when it does not come from the server: tests and demonstrations only (R12). */
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
export function steadyNow(clock?: StoreClock): number {
  return clock?.steadyNow?.() ?? performance.now();
}

/** The earlier of two instants, either of which may not exist. */
export function earliest(a: number | undefined, b: number | undefined): number | undefined {
  if (a === undefined) return b;
  return b === undefined ? a : Math.min(a, b);
}
