/** The clocks may drift apart by this much between two beats. */
const TOLERANCE_MS = 30_000;
/** Recovery, escalation and expiry go on after this much calm. */
export const CALM_MS: number = 5 * 60_000;

/** The store's clock against one that never jumps. */
export interface ClockPair {
  readonly now: number;
  readonly steady: number;
}

/** The store's clock jumped since the last look (R12). */
export function hasJumped(last: ClockPair, { now, steady }: ClockPair): boolean {
  return Math.abs(now - last.now - (steady - last.steady)) > TOLERANCE_MS;
}

/** A jump was noticed so lately that nobody is moved; what lies further ahead was written before the clock was set back. */
export function isUnsettled(until: number, now: number): boolean {
  return until > now && until <= now + CALM_MS;
}
