import {
  type Channel,
  CONTACTS_PER_CHANNEL,
  channelNumbered,
  channelOf,
  type ListedContact,
  type Plan,
} from "@relance/spec";
import type { Enrollment } from "./enrollment.ts";

/** The bit of one contact: four contacts a channel, channels in the order of their numbers. The last one is the sign. */
export function contactBit(channel: Channel, index: number): number {
  return 1 << (channelOf(channel).number * CONTACTS_PER_CHANNEL + index);
}

/** The channel of a contact's bit; `undefined` for 0. */
export function channelOfBit(bit: number): Channel | undefined {
  return bit === 0 ? undefined : channelNumbered(Math.floor((31 - Math.clz32(bit)) / CONTACTS_PER_CHANNEL));
}

/** All bits of a channel. */
export function channelBits(channel: Channel): number {
  return 0b1111 << (channelOf(channel).number * CONTACTS_PER_CHANNEL);
}

/** Place of the first contact of a channel that may be used, or -1. */
export function usableContact(row: Enrollment, channel: Channel): number {
  const usable = row.knownContacts & ~row.optedOut & ~row.deadContacts;
  for (let index = 0; index < CONTACTS_PER_CHANNEL; index++) {
    if (usable & contactBit(channel, index)) return index;
  }
  return -1;
}

/** Why a contact is not used for this person any more; what the person said themselves comes first. */
export function barred(
  { optedOut, deadContacts: dead }: Pick<Enrollment, "optedOut" | "deadContacts">,
  bit: number,
): ListedContact["barred"] {
  if (optedOut & bit) return "opted-out";
  return dead & bit ? "dead" : undefined;
}

/** What a plan's messages are for. Plans that were stored before purposes existed are of the only one there was. */
export function purposeOf(plan: Plan): string {
  return plan.purpose ?? "service";
}

/** Whether a suppression for `purpose` ("" = all) concerns people of this plan. */
export function concerns(purpose: string, plan: Plan): boolean {
  return purpose === "" || purpose === purposeOf(plan);
}
