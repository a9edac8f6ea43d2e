import type { Channel } from "@relance/spec";

/** Country code and the digits that mostly name the carrier. */
const PREFIX_LENGTH = 5;
const LONGEST = 64;

/**
 * The part of a provider's audience that an address belongs to: what is lost together mostly shares a carrier, a mail
 * domain or a push service. Never enough to tell who it is.
 */
export function destinationOf(channel: Channel, address: string): string {
  if (channel === "sms") return address.slice(0, PREFIX_LENGTH);
  if (channel === "email")
    return address
      .slice(address.lastIndexOf("@") + 1)
      .toLowerCase()
      .slice(0, LONGEST);
  return /"endpoint"\s*:\s*"https?:\/\/([^/:"]{1,64})/.exec(address)?.[1] ?? "";
}
