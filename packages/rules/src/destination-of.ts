import { type Channel, channelOf, derivedText, MAX_DESTINATION } from "@relance/spec";

/**
 * Returns the destination of an address: the carrier, mail domain or push service, which messages that are lost together mostly
 * share. It never identifies the recipient. "" = the channel has no destinations.
 */
export function destinationOf(channel: Channel, address: string): string {
  const form = channelOf(channel).address;
  return derivedText((kept) => form.destination?.(kept) ?? "", address, MAX_DESTINATION) ?? "";
}
