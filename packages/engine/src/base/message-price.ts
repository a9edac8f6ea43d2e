import { type Channel, type ContentOf, contentParts, isBilledBySegments, type PriceList } from "@relance/spec";

const MICROS = 1e6;

export type CountSegments = (text: string) => number;

interface Priced {
  readonly channel: Channel;
  readonly content: ContentOf<Channel>;
}

/** Returns the number of segments that the provider bills; `undefined` if it bills per message. */
export function billedSegments({ channel, content }: Priced, segmentsOf: CountSegments): number | undefined {
  return isBilledBySegments(channel) ? segmentsOf(contentParts(channel, content).body) : undefined;
}

/** Returns the price of a message in millionths of the currency; `undefined` if the price is unknown. */
export function messagePrice(
  { perMessage }: PriceList,
  provider: string,
  message: Priced,
  segmentsOf: CountSegments,
): number | undefined {
  const price = perMessage[provider];
  return price === undefined ? undefined : Math.round(price * MICROS) * (billedSegments(message, segmentsOf) ?? 1);
}
