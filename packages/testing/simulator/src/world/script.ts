/**
 * A fault of one provider during a period. Shares are from 0 to 1, and the seed decides which messages are affected.
 */
export interface Fault {
  readonly provider: string;
  /** Start of the fault, in milliseconds since 1970. @default the beginning */
  readonly from?: number | undefined;
  /** End of the fault, in milliseconds since 1970. @default never */
  readonly until?: number | undefined;
  /** Share of messages that the provider accepts, then silently loses. */
  readonly loss?: number | undefined;
  /** Share of requests that the provider refuses with HTTP 503. */
  readonly unavailable?: number | undefined;
  /** Share of requests that the provider refuses with HTTP 429. */
  readonly throttled?: number | undefined;
  /** The Retry-After of throttled requests, in milliseconds. @default 1_000 */
  readonly retryAfterMs?: number | undefined;
  /** Share of valid addresses that the provider refuses as unknown. */
  readonly refused?: number | undefined;
  /** Share of messages that the provider accepts without answering the sender. */
  readonly cut?: number | undefined;
  /** Share of receipts that still arrive. With 0, recipients get their messages, but the sender gets no receipts. */
  readonly receipts?: number | undefined;
  /** Factor by which the fault multiplies every latency. */
  readonly slower?: number | undefined;
  /** Share of messages that the provider accepts, then reports as permanently undeliverable. */
  readonly bounced?: number | undefined;
  /** Share of lost messages that the provider reports as delivered. */
  readonly fake?: number | undefined;
  /** Returns whether the fault affects an address, such as each address of one network. @default all addresses */
  readonly only?: ((address: string) => boolean) | undefined;
}

export type Weather = {
  readonly [K in Exclude<keyof Fault, "provider" | "from" | "until" | "only">]-?: number;
};

export interface Script {
  /** Adds a fault, even during the run, and returns a function that ends the fault. */
  add(fault: Fault): () => void;
  /** Returns the current faults for an address. Without an address, returns only faults that affect all addresses. */
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

/** Stores the faults of each provider. If faults overlap, the highest share applies, and factors multiply. */
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
