/** Longest stored text of a reply, in characters. */
export const MAX_REPLY_TEXT = 10_000;

/**
 * Makes a recipient's text storable everywhere: characters that no text column holds are replaced, and a text longer
 * than `most` characters is cut with a note at its end. A text is never refused for its length.
 */
export function keptText(text: string, most: number = MAX_REPLY_TEXT): string {
  const readable = text.toWellFormed().replaceAll("\0", "\uFFFD");
  if (readable.length <= most) return readable;
  const note = ` … [cut: ${readable.length} characters]`;
  return `${readable.slice(0, most - note.length).toWellFormed()}${note}`;
}

/** Prefix of the keys that stores assign to forgotten recipients, one per enrollment. */
export const FORGOTTEN_KEY = "forgotten:";

/** True for a key that is reserved for forgotten recipients. No recipient is enrolled under that name. */
export function isForgottenKey(key: string): boolean {
  return key.startsWith(FORGOTTEN_KEY);
}

const WORD = /^[\w.:-]{1,64}$/;
/** Mail server replies, such as `550 5.1.1`. */
const MAIL_STATUS = /^\d{3} [245]\.\d{1,3}\.\d{1,3}$/;
const HEX = /^0x[\da-f]{1,8}$/i;
/** Matches seven digits, which a phone number can have. */
const NUMBER_AT_MOST = /\d{7}/;

/**
 * Returns an API's own error code in a form that may be stored, logged and counted, such as `21211`,
 * `EC_ABSENT_SUBSCRIBER` or `550 5.1.1`; `undefined` for other text.
 *
 * Some APIs put sentences, addresses and phone numbers into their code field. Codes appear in errors, traces, reports
 * and webhooks and outlive the recipient, so only a text that cannot contain a phone number or a mail address counts.
 */
export function vendorCode(said: string | undefined): string | undefined {
  if (said === undefined) return undefined;
  if (MAIL_STATUS.test(said) || HEX.test(said)) return said;
  return WORD.test(said) && !NUMBER_AT_MOST.test(said.replaceAll(/[.:_-]/g, "")) ? said : undefined;
}
