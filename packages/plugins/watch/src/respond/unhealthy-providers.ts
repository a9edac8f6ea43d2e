import { LASTING_THROTTLE_MS } from "@relance/rules";
import type { ClosedProvider, SlowedProvider } from "@relance/spec";

/** Recipients wait for a pause of the provider shorter than this, because a reroute would take as long. */
const LONG_REST_MS = 30_000;

/** A provider because of which recipients of every campaign may have to wait. */
export interface UnhealthyProvider {
  readonly provider: string;
  /** When messages may be sent through the provider again, by the store's clock. A past time means now. */
  readonly opensAt: number;
  /** The messages per second that the provider accepts from then on; absent means the configured rate. */
  readonly perSecond?: number | undefined;
  /** One message tests whether the provider works again. False for a throttle, whose end proves nothing. */
  readonly isTried: boolean;
  /** The provider does not answer requests, so recipients who can be rerouted do not wait for it. */
  readonly isSilent: boolean;
  readonly why: string;
}

/** Providers whose account refuses messages, that do not answer, or whose API pauses or throttles us for long. */
export function unhealthyProviders(
  closed: readonly ClosedProvider[],
  slowed: readonly SlowedProvider[],
  now: number,
): readonly UnhealthyProvider[] {
  const found = new Map<string, UnhealthyProvider>();
  for (const { provider, perSecond, since } of slowed) {
    if (now - since.getTime() < LASTING_THROTTLE_MS) continue;
    const why = `it has said since ${since.toISOString()} that we are too fast`;
    const opensAt = since.getTime();
    found.set(provider, { provider, opensAt, perSecond, isTried: false, isSilent: false, why });
  }
  for (const one of closed) {
    const { provider, until, faults, isSilent } = one;
    const opensAt = until.getTime();
    const isTried = faults > 0;
    if (!isTried && opensAt - now < LONG_REST_MS) continue;
    const why = whyClosed(one);
    found.set(provider, { ...found.get(provider), provider, opensAt, isTried, isSilent, why });
  }
  return [...found.values()];
}

function whyClosed({ until, reason, faults, isSilent }: ClosedProvider): string {
  if (isSilent) return `it does not answer (${reason})`;
  return faults > 0 ? `its account refuses (${reason})` : `it rests until ${until.toISOString()} (${reason})`;
}
