import { EVIDENCE_BIT, evidenceOf } from "@relance/rules";
import { CHANNELS, EVIDENCE } from "@relance/spec";

const { undeliveredTemporary, undeliveredPermanent, delivered, engaged, captured } = EVIDENCE_BIT;

/** The bits of a message that its person did not get: it came back, or it never left the house. */
export const NOT_GOT_BITS: number = undeliveredTemporary | undeliveredPermanent | captured;

/** The bits of a message about which no provider is asked: a final word was heard, or it never left the house. */
export const NOT_ASKED_BITS: number =
  undeliveredTemporary | undeliveredPermanent | delivered | engaged | captured;

const BITS = 128;

/** Place in `EVIDENCE` by channel number and bits. */
const NUMBERS: readonly (readonly number[])[] = CHANNELS.map((channel) =>
  Array.from({ length: BITS }, (_, bits) => EVIDENCE.indexOf(evidenceOf(bits, channel))),
);

/** What an attempt's bits say on this channel, as a number of `EVIDENCE`. */
export function evidenceNumber(bits: number, channel: number): number {
  return NUMBERS[channel]?.[bits] ?? 0;
}
