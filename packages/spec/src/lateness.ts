/** Upper edges of the bins of send delays, in seconds; the last bin has none. */
export const LATENESS_EDGES_S: readonly number[] = [1, 5, 15, 60, 300, 900, 3_600, 14_400, 86_400];

/** Returns the bin of a message that was sent this many milliseconds after it was due. */
export function latenessBin(ms: number): number {
  const bin = LATENESS_EDGES_S.findIndex((edge) => ms <= edge * 1_000);
  return bin < 0 ? LATENESS_EDGES_S.length : bin;
}

export interface LatenessCount {
  readonly step: number;
  /** Upper edge of the bin in seconds; absent for the last bin, which is open. */
  readonly upToS?: number | undefined;
  readonly count: number;
}
