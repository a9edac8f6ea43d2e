import { type Channel, channelOf } from "@relance/spec";

/**
 * The part of a provider's audience that an address belongs to: what is lost together mostly shares a carrier, a mail
 * domain or a push service. Never enough to tell who it is.
 */
export function destinationOf(channel: Channel, address: string): string {
  return channelOf(channel).address.destination?.(address) ?? "";
}
