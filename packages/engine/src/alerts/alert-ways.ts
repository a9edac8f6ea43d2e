import type { Channel, Provider } from "@relance/spec";

/** A provider that can send alerts, and its distance from the affected provider. */
export interface AlertWay {
  readonly name: string;
  readonly provider: Provider;
  /** `vendor` another vendor · `provider` another account at the same vendor · `none` the affected provider itself. */
  readonly apart: "vendor" | "provider" | "none";
}

const RANK = { vendor: 0, provider: 1, none: 2 } as const;

/**
 * The providers of a channel in the order to try for alerts about `about`: other vendors first, the affected provider
 * last. Among equals `via`, then the configuration's order.
 */
export function alertWays(
  providers: ReadonlyMap<string, Provider>,
  channel: Channel,
  about: ReadonlySet<string>,
  via?: string | undefined,
): readonly AlertWay[] {
  const vendors = new Set([...about].map((provider) => providers.get(provider)?.vendor));
  return [...providers]
    .filter(([, provider]) => provider.channel === channel)
    .map(([providerName, provider]): AlertWay => {
      const apart = about.has(providerName) ? "none" : vendors.has(provider.vendor) ? "provider" : "vendor";
      return { name: providerName, provider, apart };
    })
    .toSorted((a, b) => RANK[a.apart] - RANK[b.apart] || Number(b.name === via) - Number(a.name === via));
}

/** A channel whose alerts about a provider depend on that provider or its vendor. */
export interface AlertGap {
  readonly channel: "email" | "sms";
  /** The affected provider. */
  readonly about: string;
  /** The alert's provider: the affected one, or another account at its vendor. */
  readonly over: string;
  readonly apart: "provider" | "none";
}

/** Finds alerts that could only be sent through the provider (or vendor) they report on. */
export function alertGaps(
  providers: ReadonlyMap<string, Provider>,
  told: {
    readonly email?: { via?: string | undefined } | undefined;
    readonly sms?: { via?: string | undefined } | undefined;
  },
): readonly AlertGap[] {
  return (["email", "sms"] as const).flatMap((channel) => {
    const people = told[channel];
    if (people === undefined) return [];
    return [...providers.keys()].flatMap((about): AlertGap[] => {
      const [best] = alertWays(providers, channel, new Set([about]), people.via);
      if (best === undefined || best.apart === "vendor") return [];
      return [{ channel, about, over: best.name, apart: best.apart }];
    });
  });
}
