/**
 * A fault of one provider for a while. Shares of the affected recipients or messages, between 0 and 1; the seed decides
 * who.
 */
export interface Fault {
  /** Name of the carrier, mail host or push service. */
  readonly provider: string;
  /** Start, milliseconds since 1970. @default the beginning */
  readonly from?: number | undefined;
  /** End. @default never */
  readonly until?: number | undefined;
  /** Accepted, then silently lost. */
  readonly loss?: number | undefined;
  /** Requests answered 503: nothing was accepted. */
  readonly unavailable?: number | undefined;
  /** Requests answered 429: nothing was accepted. */
  readonly throttled?: number | undefined;
  /** The Retry-After of throttled requests, in milliseconds. @default 1_000 */
  readonly retryAfterMs?: number | undefined;
  /** Refused as an unknown address, wrongly. */
  readonly refused?: number | undefined;
  /** Accepted, but the answer is lost. */
  readonly cut?: number | undefined;
  /** Share of receipts that still arrive; 0 = no receipts, while messages arrive. */
  readonly receipts?: number | undefined;
  /** Factor on every latency. */
  readonly slower?: number | undefined;
  /** Accepted, then reported as permanently undeliverable. */
  readonly bounced?: number | undefined;
  /** Share of lost messages that are reported as delivered. */
  readonly fake?: number | undefined;
  /** The affected addresses, such as those of one network. @default all */
  readonly only?: ((address: string) => boolean) | undefined;
}

/** The faults of one provider at one instant. */
export type Weather = {
  readonly [K in Exclude<keyof Fault, "provider" | "from" | "until" | "only">]-?: number;
};

/** The faults of a run. */
export interface Script {
  /** Adds a fault, even during the run; returns a function that ends it. */
  add(fault: Fault): () => void;
  /** Without an address: faults of all addresses. */
  weather(provider: string, now: number, address?: string): Weather;
}

const FAIR: Weather = {
  loss: 0,
  unavailable: 0,
  throttled: 0,
  retryAfterMs: 1_000,
  refused: 0,
  cut: 0,
  receipts: 1,
  slower: 1,
  bounced: 0,
  fake: 0,
};

/** Faults by provider. If several overlap, the worst counts; slowness multiplies. */
export function createScript(faults: readonly Fault[] = []): Script {
  const byProvider = new Map<string, Set<Fault>>();
  for (const fault of faults) add(fault);
  return {
    add,
    weather(provider, now, address) {
      const all = byProvider.get(provider);
      if (!all || all.size === 0) return FAIR;
      let weather = FAIR;
      for (const fault of all) {
        if (isOn(fault, now) && concerns(fault, address)) weather = worse(weather, fault);
      }
      return weather;
    },
  };

  function add(fault: Fault): () => void {
    const all = byProvider.get(fault.provider) ?? new Set<Fault>();
    const own = { ...fault };
    byProvider.set(fault.provider, all.add(own));
    return () => {
      all.delete(own);
    };
  }
}

function isOn({ from, until }: Fault, now: number): boolean {
  return now >= (from ?? Number.NEGATIVE_INFINITY) && now < (until ?? Number.POSITIVE_INFINITY);
}

function concerns({ only }: Fault, address: string | undefined): boolean {
  return only === undefined || (address !== undefined && only(address));
}

function worse(weather: Weather, fault: Fault): Weather {
  return {
    loss: Math.max(weather.loss, fault.loss ?? 0),
    unavailable: Math.max(weather.unavailable, fault.unavailable ?? 0),
    throttled: Math.max(weather.throttled, fault.throttled ?? 0),
    retryAfterMs: fault.retryAfterMs ?? weather.retryAfterMs,
    refused: Math.max(weather.refused, fault.refused ?? 0),
    cut: Math.max(weather.cut, fault.cut ?? 0),
    receipts: Math.min(weather.receipts, fault.receipts ?? 1),
    slower: weather.slower * (fault.slower ?? 1),
    bounced: Math.max(weather.bounced, fault.bounced ?? 0),
    fake: Math.max(weather.fake, fault.fake ?? 0),
  };
}
