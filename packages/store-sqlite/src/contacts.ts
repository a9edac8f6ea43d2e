import { contactBit } from "@relance/rules";
import { CHANNELS, type Channel, type Contact } from "@relance/spec";

/** Contacts of one channel that a row has bits for. */
const PER_CHANNEL = 4;

/** The bit of each contact, in order; 0 for those beyond the fourth of a channel. */
export function contactBits(contacts: readonly Contact[]): number[] {
  const seen = new Map<Channel, number>();
  return contacts.map(({ channel }) => {
    const index = seen.get(channel) ?? 0;
    seen.set(channel, index + 1);
    return index < PER_CHANNEL ? contactBit(channel, index) : 0;
  });
}

/** Which contact (its place among all) is the channel's `index`-th; -1 = none. */
export function contactPlace(contacts: readonly Contact[], channel: Channel, index: number): number {
  let seen = -1;
  return contacts.findIndex((contact) => contact.channel === channel && ++seen === index);
}

/** Number of the channel that a contact bit belongs to. */
export function channelOfBit(bit: number): number {
  return Math.floor((31 - Math.clz32(bit)) / PER_CHANNEL);
}

export function channelNumber(channel: Channel): number {
  return CHANNELS.indexOf(channel);
}

export function channelName(number: number): Channel {
  return CHANNELS[number] ?? "sms";
}
