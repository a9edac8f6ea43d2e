import { FORGOTTEN_KEY, type Signer } from "@relance/spec";

/** Matches message ids that may contain a phone number or a mail address. */
const MAY_NAME = /\d{7}|[@=%]/;

/** Returns the keyed hashes, newest first, that replace a message id with an address in it; receipts match by them. */
export function refNames(signer: Signer, ref: string | undefined): readonly string[] | undefined {
  if (ref === undefined || !MAY_NAME.test(ref)) return undefined;
  return signer.digests(`ref|${ref}`).map((digest) => `${FORGOTTEN_KEY}${digest}`);
}

/** Returns whether a hash has replaced the provider's message id, so that the provider cannot be asked about it. */
export function isRefName(ref: string | undefined): boolean {
  return ref?.startsWith(FORGOTTEN_KEY) === true;
}
