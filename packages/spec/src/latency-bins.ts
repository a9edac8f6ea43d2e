/** Each bin is 25 % wider than the one before: narrow for quick receipts, wide for late ones. */
const FIRST_MS = 250;
const RATIO = 1.25;
const LAST_MS = 24 * 3_600_000;

const UPPER_EDGES: readonly number[] = upperEdges();

/** Number of latency bins. */
export const LATENCY_BINS: number = UPPER_EDGES.length + 1;

function upperEdges(): readonly number[] {
  const edges: number[] = [];
  for (let edge = FIRST_MS; edge < LAST_MS; edge *= RATIO) edges.push(Math.round(edge));
  return edges;
}

/** Returns the bin of a latency in milliseconds. A negative latency belongs to bin 0. */
export function latencyBin(latencyMs: number): number {
  if (!(latencyMs >= FIRST_MS)) return 0;
  let bin = Math.min(UPPER_EDGES.length, 1 + Math.floor(Math.log(latencyMs / FIRST_MS) / Math.log(RATIO)));
  while (bin > 0 && latencyMs < upperEdge(bin - 1)) bin--;
  while (bin < UPPER_EDGES.length && latencyMs >= upperEdge(bin)) bin++;
  return bin;
}

/** Upper edge of a bin in milliseconds; infinite for the last bin. */
export function upperEdge(bin: number): number {
  return UPPER_EDGES[bin] ?? Number.POSITIVE_INFINITY;
}

/** Lower edge of a bin, in milliseconds. */
export function lowerEdge(bin: number): number {
  return bin <= 0 ? 0 : upperEdge(bin - 1);
}

/** Upper edges of the bins of send delays, in seconds; the last bin has none. */
export const LATENESS_EDGES_S: readonly number[] = [1, 5, 15, 60, 300, 900, 3_600, 14_400, 86_400];

/** Returns the bin of a message that was sent this many milliseconds after it was due. */
export function latenessBin(ms: number): number {
  const bin = LATENESS_EDGES_S.findIndex((edge) => ms <= edge * 1_000);
  return bin < 0 ? LATENESS_EDGES_S.length : bin;
}

export interface LatenessCount {
  readonly step: number;
  /** Upper edge of the bin in seconds; absent for the last bin, which has no upper edge. */
  readonly upToS?: number | undefined;
  readonly count: number;
}
