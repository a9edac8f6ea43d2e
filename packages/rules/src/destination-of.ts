import { type Channel, channelOf, derivedText, MAX_DESTINATION } from "@relance/spec";

/**
 * The part of a provider's audience that an address belongs to: what is lost together mostly shares a carrier, a mail
 * domain or a push service. Never enough to tell who it is. "" = the channel names none.
 */
export function destinationOf(channel: Channel, address: string): string {
  const form = channelOf(channel).address;
  return derivedText((kept) => form.destination?.(kept) ?? "", address, MAX_DESTINATION) ?? "";
}
