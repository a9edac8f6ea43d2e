import { FORGOTTEN_KEY, type Signer } from "@relance/spec";

/** Matches a provider's message id that may contain a phone number or a mail address. */
const MAY_NAME = /\d{7}|[@=%]/;

/**
 * Returns what replaces a provider's message id that may contain the address of a forgotten recipient: keyed hashes,
 * one per index key, the newest first. Late receipts still match these hashes. Ids that cannot identify anybody are not
 * replaced.
 */
export function refNames(signer: Signer, ref: string | undefined): readonly string[] | undefined {
  if (ref === undefined || !MAY_NAME.test(ref)) return undefined;
  return signer.digests(`ref|${ref}`).map((digest) => `${FORGOTTEN_KEY}${digest}`);
}

/** Returns true if a message id was replaced by a hash, so that no provider knows it. */
export function isRefName(ref: string | undefined): boolean {
  return ref?.startsWith(FORGOTTEN_KEY) === true;
}
