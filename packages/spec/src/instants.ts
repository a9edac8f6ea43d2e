/** A moment as programs of people use it. The engine names the type through here, because it may not reach for a clock. */
export type Instant = Date;

/** An instant of the contract (milliseconds since 1970) as people's programs read it. Takes no clock. */
export function dateOf(ms: number): Instant {
  return new Date(ms);
}

/** True for a `Date` that names a moment. */
export function isInstant(value: unknown): value is Instant {
  return value instanceof Date && Number.isFinite(value.getTime());
}
