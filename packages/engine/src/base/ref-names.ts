import { FORGOTTEN_KEY, type Signer } from "@relance/spec";

/** Matches message ids that may contain a phone number or a mail address. */
const MAY_NAME = /\d{7}|[@=%]/;

/**
 * Returns keyed hashes that replace a message id with an address, the newest first. Late receipts match these hashes.
 */
export function refNames(signer: Signer, ref: string | undefined): readonly string[] | undefined {
  if (ref === undefined || !MAY_NAME.test(ref)) return undefined;
  return signer.digests(`ref|${ref}`).map((digest) => `${FORGOTTEN_KEY}${digest}`);
}

/** Returns whether a message id was replaced by a hash, so that no provider knows it. */
export function isRefName(ref: string | undefined): boolean {
  return ref?.startsWith(FORGOTTEN_KEY) === true;
}
