import { type AddressOf, type Channel, channelOf, MessageError } from "@relance/spec";

/**
 * A stored address as providers get it.
 * @throws {MessageError} `message/bad-address` for one that is not of its channel
 */
export function openAddress(channel: Channel, address: string): AddressOf<Channel> {
  const { open = (kept: string) => kept } = channelOf(channel).address;
  try {
    return open(address);
  } catch {
    throw new MessageError("message/bad-address", `what is stored is no address of the channel ${channel}`);
  }
}
