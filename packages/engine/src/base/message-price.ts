import { type Channel, type ContentOf, isBilledBySegments, type PriceList, partsOf } from "@relance/spec";

const MICROS = 1e6;

/** Number of billed segments of a text. */
export type CountSegments = (text: string) => number;

interface Priced {
  readonly channel: Channel;
  readonly content: ContentOf<Channel>;
}

/** Billed segments of a message; `undefined` = billed per message. */
export function billedSegments({ channel, content }: Priced, segmentsOf: CountSegments): number | undefined {
  return isBilledBySegments(channel) ? segmentsOf(partsOf(channel, content).body) : undefined;
}

/** The price of one message, in millionths: an SMS per segment, others per message. `undefined` = unknown. */
export function messagePrice(
  { perMessage }: PriceList,
  provider: string,
  message: Priced,
  segmentsOf: CountSegments,
): number | undefined {
  const price = perMessage[provider];
  return price === undefined ? undefined : Math.round(price * MICROS) * (billedSegments(message, segmentsOf) ?? 1);
}
