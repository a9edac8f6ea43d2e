/** Every bin is a quarter wider than the one before: fine where receipts are quick, coarse where they are late. */
const FIRST_MS = 250;
const RATIO = 1.25;
const LAST_MS = 24 * 3_600_000;

/** Upper edges in milliseconds; the last bin has none. */
const UPPER_EDGES: readonly number[] = upperEdges();

/** How many latency bins there are. */
export const LATENCY_BINS: number = UPPER_EDGES.length + 1;

function upperEdges(): readonly number[] {
  const edges: number[] = [];
  for (let edge = FIRST_MS; edge < LAST_MS; edge *= RATIO) edges.push(Math.round(edge));
  return edges;
}

/** The bin of a latency in milliseconds. Receipts from before their message are quick ones: bin 0. */
export function latencyBin(latencyMs: number): number {
  if (!(latencyMs >= FIRST_MS)) return 0;
  let bin = Math.min(UPPER_EDGES.length, 1 + Math.floor(Math.log(latencyMs / FIRST_MS) / Math.log(RATIO)));
  while (bin > 0 && latencyMs < upperEdge(bin - 1)) bin--;
  while (bin < UPPER_EDGES.length && latencyMs >= upperEdge(bin)) bin++;
  return bin;
}

/** Where a bin ends, in milliseconds; infinite for the last. */
export function upperEdge(bin: number): number {
  return UPPER_EDGES[bin] ?? Number.POSITIVE_INFINITY;
}

/** Where a bin begins, in milliseconds. */
export function lowerEdge(bin: number): number {
  return bin <= 0 ? 0 : upperEdge(bin - 1);
}
