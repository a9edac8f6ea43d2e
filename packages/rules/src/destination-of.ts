import { type Channel, channelOf, derivedText, MAX_DESTINATION } from "@relance/spec";

/**
 * Returns the destination of an address, such as its mail domain. Messages that are lost together mostly have the same
 * destination. A destination never identifies the recipient. "" means that the channel has no destinations.
 */
export function destinationOf(channel: Channel, address: string): string {
  const form = channelOf(channel).address;
  return derivedText((kept) => form.destination?.(kept) ?? "", address, MAX_DESTINATION) ?? "";
}
