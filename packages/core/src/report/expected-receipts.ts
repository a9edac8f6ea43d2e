import { answeredWithin, type LatencyModel } from "@relance/watch";

/** Slices are a little quicker or slower from hour to hour while all is well. */
const SLOWNESS = [0.6, 1, 1.6];
/** As the watch has it: messages of one minute are slow together. */
const DISPERSION = 2.5;
const DEVIATIONS = 2;

/**
 * What had to have come back by the end of each cell from messages taken in these cells, had all been well: the least
 * and the most. `accepted[k]` was taken within the k-th cell of `grainMs`.
 */
export function expectedReceipts(
  accepted: readonly number[],
  grainMs: number,
  model: LatencyModel,
): { readonly low: readonly number[]; readonly high: readonly number[] } {
  const low = new Array<number>(accepted.length).fill(Number.POSITIVE_INFINITY);
  const high = new Array<number>(accepted.length).fill(0);
  for (const slowness of SLOWNESS) {
    const answered = accepted.map((_, age) => model.share * answeredWithin(model, (age + 0.5) * grainMs, slowness));
    for (let cell = 0; cell < accepted.length; cell++) {
      const [expected, spread] = expectedBy(cell, accepted, answered);
      low[cell] = Math.min(low[cell] ?? 0, Math.max(0, expected - spread));
      high[cell] = Math.max(high[cell] ?? 0, expected + spread);
    }
  }
  return { low: rising(low), high: rising(high) };
}

/** How many answers there should be, and how far bad luck goes. */
function expectedBy(
  cell: number,
  accepted: readonly number[],
  answered: readonly number[],
): readonly [expected: number, spread: number] {
  let [expected, variance] = [0, 0];
  for (let born = 0; born <= cell; born++) {
    const count = accepted[born] ?? 0;
    if (count === 0) continue;
    const share = answered[cell - born] ?? 0;
    expected += count * share;
    variance += count * share * (1 - share);
  }
  return [expected, DEVIATIONS * Math.sqrt(DISPERSION * variance)];
}

/** What has come does not go away again. */
function rising(values: readonly number[]): number[] {
  let most = 0;
  return values.map((value) => {
    most = Math.max(most, value);
    return most;
  });
}
