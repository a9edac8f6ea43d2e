import type { Finding, WorldFacts } from "./facts.ts";

/**
 * Extra milliseconds that a rate permits: a provider gets at most rate × (T + 0.25 s) messages in any period T
 * (docs/pace.md).
 */
const BURST_MS = 250;
/** Maximum milliseconds between the permit and the request. */
const JITTER_MS = 1_000;
const STRETCHES_MS = [5_000, 30_000];

/** Checks that no provider gets more than its rate from all workers and campaigns together. */
export function judgeRates({ fakeVendors, sendings, elsewhere }: WorldFacts): Finding[] {
  return Object.entries(fakeVendors).flatMap(([provider, { perSecond }]) => {
    if (perSecond === undefined) return [];
    const all = [...sendings, ...(elsewhere?.sendings ?? [])].filter(
      (one) => one.provider === provider && !one.isStruck,
    );
    const times = all.map(({ at }) => at).sort((one, other) => one - other);
    return STRETCHES_MS.flatMap((stretch) => {
      const most = Math.ceil((perSecond * (stretch + BURST_MS + JITTER_MS)) / 1_000);
      const count = mostWithin(times, stretch);
      return count <= most ? [] : [{ rule: "rates", fact: `${provider} got ${count} messages within ${stretch} ms` }];
    });
  });
}

function mostWithin(times: readonly number[], stretch: number): number {
  let first = 0;
  let most = 0;
  for (const [place, at] of times.entries()) {
    while ((times[first] ?? at) <= at - stretch) first += 1;
    most = Math.max(most, place - first + 1);
  }
  return most;
}
