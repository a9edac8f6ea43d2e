import type { Channel, Provider } from "@relance/spec";

/** A provider over which recipients can be told, and how far it is from what they are told about. */
export interface AlertWay {
  readonly name: string;
  readonly provider: Provider;
  /** `vendor` another vendor carries it · `provider` another account at the same one · `none` the very one. */
  readonly apart: "vendor" | "provider" | "none";
}

const RANK = { vendor: 0, provider: 1, none: 2 } as const;

/**
 * The providers of a channel in the order in which they are tried with news of `about`: through another vendor first,
 * and over the one that is in trouble last. Among equals `via`, then the order of the configuration.
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

/** A channel on which news of a provider has no way of its own. */
export interface AlertGap {
  readonly channel: "email" | "sms";
  /** The provider in trouble. */
  readonly about: string;
  /** Over which recipients would be told; the very one, or another account at its vendor. */
  readonly over: string;
  readonly apart: "provider" | "none";
}

/** Where alerts would have to be sent through what they are about, or through its vendor. */
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
