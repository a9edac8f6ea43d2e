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
