import {
  type Channel,
  channelNumbered,
  derivedText,
  getChannel,
  type ListedContact,
  MAX_CONTACTS,
  MAX_DESTINATION,
} from "@relance/spec";
import type { Enrollment } from "./enrollment.ts";

/** Returns a contact's bit, or 0 for a replaced address. Each channel has three bits, in the order of its number. */
export function contactBit(channel: Channel, index: number): number {
  return index < MAX_CONTACTS ? 1 << (getChannel(channel).number * MAX_CONTACTS + index) : 0;
}

/** Returns the channel of a contact's bit; `undefined` for 0. */
export function channelOfBit(bit: number): Channel | undefined {
  return bit === 0 ? undefined : channelNumbered(Math.floor((31 - Math.clz32(bit)) / MAX_CONTACTS));
}

export function channelBits(channel: Channel): number {
  return 0b111 << (getChannel(channel).number * MAX_CONTACTS);
}

/** Returns the index of the channel's first usable contact, or -1. */
export function usableContact(row: Enrollment, channel: Channel): number {
  const usable = row.knownContacts & ~row.optedOut & ~row.deadContacts;
  for (let index = 0; index < MAX_CONTACTS; index++) {
    if (usable & contactBit(channel, index)) return index;
  }
  return -1;
}

/** Returns why a contact must not be used. An opt-out takes precedence over a dead address. */
export function barred(
  { optedOut, deadContacts: dead }: Pick<Enrollment, "optedOut" | "deadContacts">,
  bit: number,
): ListedContact["barred"] {
  if (optedOut & bit) return "opted-out";
  return dead & bit ? "dead" : undefined;
}

/** The purpose of all messages that relance sends. */
export const PURPOSE = "service";

/** Returns whether a suppression for this purpose blocks the messages of relance. */
export function concerns(purpose: string): boolean {
  return purpose === "" || purpose === PURPOSE;
}

/** Returns the destination of an address, such as its mail domain. A destination does not identify a recipient. */
export function destinationFor(channel: Channel, address: string): string {
  const form = getChannel(channel).address;
  return derivedText((kept) => form.destination?.(kept) ?? "", address, MAX_DESTINATION) ?? "";
}
