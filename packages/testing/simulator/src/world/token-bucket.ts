/** A courier's limit: messages a second, and a burst. */
export interface CourierLimit {
  readonly perSecond: number;
  /** Burst after a pause. @default one second's worth */
  readonly burst?: number | undefined;
}

export interface TokenBucket {
  /** Takes one; otherwise returns the milliseconds until the next. */
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
