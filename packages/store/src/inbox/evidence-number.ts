import { evidenceOf } from "@relance/rules";
import { CHANNELS, EVIDENCE } from "@relance/spec";

const BITS = 128;

/** Place in `EVIDENCE` by channel number and bits. */
const NUMBERS: readonly (readonly number[])[] = CHANNELS.map((channel) =>
  Array.from({ length: BITS }, (_, bits) => EVIDENCE.indexOf(evidenceOf(bits, channel))),
);

/** What an attempt's bits say on this channel, as a number of `EVIDENCE`. */
export function evidenceNumber(bits: number, channel: number): number {
  return NUMBERS[channel]?.[bits] ?? 0;
}
