import { FORGOTTEN_KEY, type Signer } from "@relance/spec";

/** Matches message ids that may contain a phone number or a mail address. */
const MAY_NAME = /\d{7}|[@=%]/;

/** Returns keyed hashes of a message id that contains an address, newest first, to match late receipts. */
export function refNames(signer: Signer, ref: string | undefined): readonly string[] | undefined {
  if (ref === undefined || !MAY_NAME.test(ref)) return undefined;
  return signer.digests(`ref|${ref}`).map((digest) => `${FORGOTTEN_KEY}${digest}`);
}

/** Returns whether a hash replaced the provider's message id. The provider cannot be asked about such a message. */
export function isRefName(ref: string | undefined): boolean {
  return ref?.startsWith(FORGOTTEN_KEY) === true;
}
