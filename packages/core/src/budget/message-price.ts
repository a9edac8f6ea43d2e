import type { Channel, ContentOf, PriceList, SmsContent } from "@relance/spec";

const MICROS = 1e6;

/** Says how many segments a carrier bills for a text. */
export type CountSegments = (text: string) => number;

/** What one message costs, in millionths: an SMS by its segments, everything else by the message. `undefined` = no price is known. */
export function messagePrice(
  { perMessage }: PriceList,
  { provider, channel }: { readonly provider: string; readonly channel: Channel },
  content: ContentOf<Channel>,
  segmentsOf: CountSegments,
): number | undefined {
  const price = perMessage[provider];
  if (price === undefined) return undefined;
  const units = channel === "sms" ? segmentsOf((content as SmsContent).text) : 1;
  return Math.round(price * MICROS) * units;
}
