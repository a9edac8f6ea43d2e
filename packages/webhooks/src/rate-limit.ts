/** How often one key may come. */
export interface RateLimit {
  /** Milliseconds until the key may come again; 0 = it may now. Counts nothing. */
  waitMs(key: string): number;
  /** Counts one visit. */
  count(key: string): void;
}

export interface RateLimitOptions {
  /** Visits a minute; as many may come at once. */
  readonly perMinute: number;
  /** Keys remembered; beyond it the one seen longest ago is forgotten. @default 10_000 */
  readonly maxKeys?: number | undefined;
  readonly now: () => number;
}

/**
 * One number a key: the instant at which its visits so far would be paid off at the steady rate. A burst may run
 * one minute ahead of the clock.
 */
export function createRateLimit(options: RateLimitOptions): RateLimit {
  const { perMinute, maxKeys = 10_000, now } = options;
  const windowMs = 60_000;
  const costMs = windowMs / perMinute;
  const paidAt = new Map<string, number>();
  return {
    waitMs(key) {
      const ahead = (paidAt.get(key) ?? 0) - now();
      return Math.max(0, ahead + costMs - windowMs);
    },
    count(key) {
      const next = Math.max(paidAt.get(key) ?? 0, now()) + costMs;
      paidAt.delete(key); // so that the order of the map is the order of the last visit
      paidAt.set(key, next);
      if (paidAt.size <= maxKeys) return;
      const oldest = paidAt.keys().next();
      if (!oldest.done) paidAt.delete(oldest.value);
    },
  };
}
