import { FORGOTTEN_KEY, type Signer } from "@relance/spec";

/** Matches a provider's message id that may contain a phone number or a mail address. */
const MAY_NAME = /\d{7}|[@=%]/;

/**
 * Replacements of a provider's message id that may contain an address, once its recipient was forgotten: keyed hashes,
 * one per index key, the newest first. Late receipts still match them. Empty for ids that cannot identify anyone.
 */
export function refNames(signer: Signer, ref: string | undefined): readonly string[] | undefined {
  if (ref === undefined || !MAY_NAME.test(ref)) return undefined;
  return signer.digests(`ref|${ref}`).map((digest) => `${FORGOTTEN_KEY}${digest}`);
}

/** True for a replacement of a message id, which no provider knows. */
export function isRefName(ref: string | undefined): boolean {
  return ref?.startsWith(FORGOTTEN_KEY) === true;
}
