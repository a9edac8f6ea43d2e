/** Longest text of a reply that is kept, in characters. */
export const MAX_REPLY_TEXT = 10_000;

/**
 * What a recipient wrote, as every store can keep it: what no text column holds is replaced, and a text beyond `most`
 * characters is cut and says so at its end. It is never refused for its length.
 */
export function keptText(text: string, most: number = MAX_REPLY_TEXT): string {
  const readable = text.toWellFormed().replaceAll("\0", "\uFFFD");
  if (readable.length <= most) return readable;
  const note = ` … [cut: ${readable.length} characters]`;
  return `${readable.slice(0, most - note.length).toWellFormed()}${note}`;
}

/** What keys of recipients who were forgotten begin with: stores alone give them, one an enrollment. */
export const FORGOTTEN_KEY = "forgotten:";

/** True for a key that stands, or could come to stand, for a forgotten recipient. No recipient is enrolled under it. */
export function isForgottenKey(key: string): boolean {
  return key.startsWith(FORGOTTEN_KEY);
}

const WORD = /^[\w.:-]{1,64}$/;
/** What mail servers say, such as `550 5.1.1`. */
const MAIL_STATUS = /^\d{3} [245]\.\d{1,3}\.\d{1,3}$/;
const HEX = /^0x[\da-f]{1,8}$/i;
/** Shorter than any phone number. */
const NUMBER_AT_MOST = /\d{7}/;

/**
 * A API's own code of an error as it may be kept, told and counted, such as `21211`, `EC_ABSENT_SUBSCRIBER` or
 * `550 5.1.1`; `undefined` for whatever is no code.
 *
 * Provider APIs put sentences, addresses and phone numbers where a code should be. Codes are told in errors, traces,
 * reports and webhooks and outlive the recipient, so only what can hold neither a phone number nor a mail address is
 * one.
 */
export function vendorCode(said: string | undefined): string | undefined {
  if (said === undefined) return undefined;
  if (MAIL_STATUS.test(said) || HEX.test(said)) return said;
  return WORD.test(said) && !NUMBER_AT_MOST.test(said.replaceAll(/[.:_-]/g, "")) ? said : undefined;
}
