/** Upper edges of the bins in which it is counted how late messages left, in seconds; the last bin has none. */
export const LATENESS_EDGES_S: readonly number[] = [1, 5, 15, 60, 300, 900, 3_600, 14_400, 86_400];

/** The bin of a message that left this long after it was due, in milliseconds. */
export function latenessBin(ms: number): number {
  const bin = LATENESS_EDGES_S.findIndex((edge) => ms <= edge * 1_000);
  return bin < 0 ? LATENESS_EDGES_S.length : bin;
}

/** Attempts of one step that were claimed at most so late, and later than the bin before. */
export interface LatenessCount {
  readonly step: number;
  /** In seconds; absent in the last bin, which has no end. */
  readonly upToS?: number | undefined;
  readonly count: number;
}
