export interface CourierLimit {
  readonly perSecond: number;
  /** Maximum number of permits after a pause. @default the permits of one second */
  readonly burst?: number | undefined;
}

export interface TokenBucket {
  /** Takes a permit and returns `undefined`, or returns the milliseconds until the next permit. */
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
