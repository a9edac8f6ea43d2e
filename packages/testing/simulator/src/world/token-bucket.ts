/** How much a courier takes: this many messages a second, and this many at once after a rest. */
export interface CourierLimit {
  readonly perSecond: number;
  /** Messages it takes at once after a rest. @default those of one second */
  readonly burst?: number | undefined;
}

/** Counts what may still be taken. */
export interface TokenBucket {
  /** Takes one; else answers in how many milliseconds there is one. */
  take(now: number): number | undefined;
}

export function createTokenBucket({ perSecond, burst = perSecond }: CourierLimit): TokenBucket {
  let tokens = Math.max(1, burst);
  let filledAt: number | undefined;
  return {
    take(now) {
      tokens = Math.min(Math.max(1, burst), tokens + ((now - (filledAt ?? now)) * perSecond) / 1_000);
      filledAt = now;
      if (tokens < 1) return ((1 - tokens) * 1_000) / perSecond;
      tokens -= 1;
      return undefined;
    },
  };
}
