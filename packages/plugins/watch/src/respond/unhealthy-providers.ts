import { LASTING_THROTTLE_MS } from "@relance/rules";
import type { ClosedProvider, SlowedProvider } from "@relance/spec";

/** A pause that ends sooner costs no more than a reroute. */
const LONG_REST_MS = 30_000;

/** A provider that recipients of every campaign may have to wait for. */
export interface UnhealthyProvider {
  readonly provider: string;
  /** When it may be sent over again, by the store's clock; the past = now. */
  readonly opensAt: number;
  /** Messages a second from then on; absent = as configured. */
  readonly perSecond?: number | undefined;
  /** It is tried with one message: that proves that it is well. A throttle proves nothing by being over. */
  readonly isTried: boolean;
  /** It does not answer: recipients who can leave through another provider do not wait. */
  readonly isSilent: boolean;
  readonly why: string;
}

/** Providers whose account refuses, that do not answer, or whose API pauses or throttles us for long. */
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
