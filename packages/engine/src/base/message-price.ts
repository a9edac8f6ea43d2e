import { type Channel, type ContentOf, isBilledBySegments, type PriceList, partsOf } from "@relance/spec";

const MICROS = 1e6;

/** Says how many segments a vendor bills for a text. */
export type CountSegments = (text: string) => number;

interface Priced {
  readonly channel: Channel;
  readonly content: ContentOf<Channel>;
}

/** Segments that a vendor bills for a message; `undefined` = it bills the message. */
export function billedSegments({ channel, content }: Priced, segmentsOf: CountSegments): number | undefined {
  return isBilledBySegments(channel) ? segmentsOf(partsOf(channel, content).body) : undefined;
}

/** What one message costs, in millionths: an SMS by its segments, everything else by the message. `undefined` = no price is known. */
export function messagePrice(
  { perMessage }: PriceList,
  provider: string,
  message: Priced,
  segmentsOf: CountSegments,
): number | undefined {
  const price = perMessage[provider];
  return price === undefined ? undefined : Math.round(price * MICROS) * (billedSegments(message, segmentsOf) ?? 1);
}
