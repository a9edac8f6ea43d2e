/** Maximum length of a stored reply, in characters. */
export const MAX_REPLY_TEXT = 10_000;

/** Makes a recipient's text storable: replaces characters that no text column can hold, and cuts it after `most`. */
export function keptText(text: string, most: number = MAX_REPLY_TEXT): string {
  const readable = text.toWellFormed().replaceAll("\0", "\uFFFD");
  if (readable.length <= most) return readable;
  const note = ` … [cut: ${readable.length} characters]`;
  return `${readable.slice(0, most - note.length).toWellFormed()}${note}`;
}

/** Prefix of the keys that stores give to forgotten recipients, one per enrollment. */
export const FORGOTTEN_KEY = "forgotten:";

/** Returns whether a key is reserved for forgotten recipients. No recipient is enrolled under such a key. */
export function isForgottenKey(key: string): boolean {
  return key.startsWith(FORGOTTEN_KEY);
}

const WORD = /^[\w.:-]{1,64}$/;
/** Mail server replies, such as `550 5.1.1`. */
const MAIL_STATUS = /^\d{3} [245]\.\d{1,3}\.\d{1,3}$/;
const HEX = /^0x[\da-f]{1,8}$/i;
/** Matches seven digits in a row, which may be part of a phone number. */
const NUMBER_AT_MOST = /\d{7}/;

/** Returns an API's own error code; `undefined` for text that may contain a phone number or an address. */
export function vendorCode(said: string | undefined): string | undefined {
  if (said === undefined) return undefined;
  if (MAIL_STATUS.test(said) || HEX.test(said)) return said;
  return WORD.test(said) && !NUMBER_AT_MOST.test(said.replaceAll(/[.:_-]/g, "")) ? said : undefined;
}
