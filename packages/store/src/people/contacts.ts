import { contactBit } from "@relance/rules";
import { CHANNELS, type Channel, type Contact } from "@relance/spec";

/** Contacts of one channel that a row has bits for. */
const PER_CHANNEL = 4;

/** The bit of each contact, in order; 0 for those beyond the fourth of a channel. */
export function contactBits(contacts: readonly Contact[]): number[] {
  return bitsOfChannels(contacts.map(({ channel }) => CHANNELS.indexOf(channel)));
}

/** {@link contactBits} of channel numbers. */
export function bitsOfChannels(channels: readonly number[]): number[] {
  const seen = [0, 0, 0];
  return channels.map((number) => {
    const index = seen[number] ?? 0;
    seen[number] = index + 1;
    return index < PER_CHANNEL ? contactBit(channelName(number), index) : 0;
  });
}

/** Which contact (its place among all) is the channel's `index`-th; -1 = none. */
export function contactPlace(contacts: readonly Contact[], channel: Channel, index: number): number {
  let seen = -1;
  return contacts.findIndex((contact) => contact.channel === channel && ++seen === index);
}

/** The number that stores keep for a channel. */
export function channelNumber(channel: Channel): number {
  return CHANNELS.indexOf(channel);
}

/** The channel of such a number. */
export function channelName(number: number): Channel {
  return CHANNELS[number] ?? "sms";
}
