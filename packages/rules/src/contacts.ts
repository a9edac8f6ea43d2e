import { CHANNELS, type Channel } from "@relance/spec";
import type { Enrollment } from "./enrollment.ts";

const PER_CHANNEL = 4;

/** The bit of one contact: four contacts a channel, channels in the order of `CHANNELS`. */
export function contactBit(channel: Channel, index: number): number {
  return 1 << (CHANNELS.indexOf(channel) * PER_CHANNEL + index);
}

/** All bits of a channel. */
export function channelBits(channel: Channel): number {
  return 0b1111 << (CHANNELS.indexOf(channel) * PER_CHANNEL);
}

/** Place of the first contact of a channel that may be used, or -1. */
export function usableContact(row: Enrollment, channel: Channel): number {
  const usable = row.has & ~row.optedOut & ~row.dead;
  for (let index = 0; index < PER_CHANNEL; index++) {
    if (usable & contactBit(channel, index)) return index;
  }
  return -1;
}
