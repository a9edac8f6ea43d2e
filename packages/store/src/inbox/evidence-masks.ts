import { EVIDENCE_BIT } from "@relance/rules";

const { undeliveredTemporary, undeliveredPermanent, delivered, engaged, captured } = EVIDENCE_BIT;

/** The bits of a message that its person did not get: it came back, or it never left the house. */
export const NOT_GOT_BITS: number = undeliveredTemporary | undeliveredPermanent | captured;

/** The bits of a message about which no provider is asked: a final word was heard, or it never left the house. */
export const NOT_ASKED_BITS: number =
  undeliveredTemporary | undeliveredPermanent | delivered | engaged | captured;
