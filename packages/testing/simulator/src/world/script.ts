/**
 * Something that goes wrong at one provider for a while. Shares are of the recipients or messages concerned, between 0
 * and 1; who is hit is the seed's choice.
 */
export interface Fault {
  /** Name of the carrier, mail host or push service. */
  readonly provider: string;
  /** First instant, milliseconds since 1970. @default from the beginning */
  readonly from?: number | undefined;
  /** First instant that is well again. @default never */
  readonly until?: number | undefined;
  /** Taken, then gone without a word. */
  readonly loss?: number | undefined;
  /** Requests answered 503: nothing was taken. */
  readonly unavailable?: number | undefined;
  /** Requests answered 429: nothing was taken. */
  readonly throttled?: number | undefined;
  /** What throttled requests are told to wait, in milliseconds. @default 1_000 */
  readonly retryAfterMs?: number | undefined;
  /** Refused as an address that does not exist, although it does. */
  readonly refused?: number | undefined;
  /** Taken, and the answer lost on its way back: the sender cannot know. */
  readonly cut?: number | undefined;
  /** Share of receipts that still come; 0 = the receipts are down, while messages arrive. */
  readonly receipts?: number | undefined;
  /** Factor on every latency. */
  readonly slower?: number | undefined;
  /** Taken, then reported as undeliverable for ever. */
  readonly bounced?: number | undefined;
  /** Share of lost messages that are reported as delivered all the same. */
  readonly fake?: number | undefined;
  /** Which addresses are concerned, such as those of one network. @default all */
  readonly only?: ((address: string) => boolean) | undefined;
}

/** What is wrong at one provider at one instant. */
export type Weather = {
  readonly [K in Exclude<keyof Fault, "provider" | "from" | "until" | "only">]-?: number;
};

/** The faults of a run. */
export interface Script {
  /** Adds a fault, also while the world runs; the answer ends it early. */
  add(fault: Fault): () => void;
  /** Without an address: what holds for all of them. */
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

/** Keeps the faults by provider. Where several overlap the worst counts; slowness multiplies. */
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
