import { FORGOTTEN_KEY, type Signer } from "@relance/spec";

/** A number or a mailbox may stand in it. */
const MAY_NAME = /\d{7}|[@=%]/;

/**
 * What stands in place of a provider's own id of a message, once its recipient was forgotten, if it was made of their
 * address: a keyed hash of it under each index key, the newest first. Late receipts are still counted by it. None for
 * an id that can name no person.
 */
export function refNames(signer: Signer, ref: string | undefined): readonly string[] | undefined {
  if (ref === undefined || !MAY_NAME.test(ref)) return undefined;
  return signer.digests(`ref|${ref}`).map((digest) => `${FORGOTTEN_KEY}${digest}`);
}

/** True for what no provider gave: it is asked about nothing under it. */
export function isRefName(ref: string | undefined): boolean {
  return ref?.startsWith(FORGOTTEN_KEY) === true;
}
