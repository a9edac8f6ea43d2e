import { paceAt, type SlowedPace } from "@relance/rules";
import { dateOf, type SlowedProvider } from "@relance/spec";

/** What is told of a provider that is throttled at this moment; nothing once that is over. */
export function slowedProvider(
  provider: string,
  pace: SlowedPace | undefined,
  now: number,
): readonly SlowedProvider[] {
  const perSecond = paceAt(pace, now);
  if (pace === undefined || perSecond === undefined) return [];
  return [{ provider, perSecond, top: pace.top, since: dateOf(pace.since) }];
}

/** Columns in the order that {@link slowedPace} reads. */
export const SLOW_COLUMNS = "slow_rate, slow_step, slow_top, slow_from, slow_since";

/** Reads a pace whose columns begin at `from`. */
export function slowedPace(row: readonly unknown[] | undefined, from = 0): SlowedPace | undefined {
  const [perSecond, step, top, begin, since] = (row ?? []).slice(from, from + 5) as (number | null)[];
  if (perSecond === null || perSecond === undefined) return undefined;
  return { perSecond, step: step ?? 0, top: top ?? 0, from: begin ?? 0, since: since ?? 0 };
}
