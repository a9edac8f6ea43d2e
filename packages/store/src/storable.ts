import { isEncrypted, MAX_REPLY_TEXT, type RecordItem } from "@relance/spec";

/** Longest id of a far end. */
export const MAX_ID = 500;

/** A text of so many characters is at most so many times longer once it is encrypted. */
const GROWTH = 6;

/** Text that a database keeps as it was received: no NUL, no lone surrogate, of a sane length. */
export function isStorable(text: string | null | undefined, maxLength: number): boolean {
  if (text == null) return true;
  const most = isEncrypted(text) ? maxLength * GROWTH : maxLength;
  return text.length <= most && !text.includes("\0") && text.isWellFormed();
}

/** Checked at the edge, so that one bad item never stops the others (R18). */
export function isReadable({ provider, item, reply }: RecordItem): boolean {
  if (!isStorable(provider, MAX_ID)) return false;
  switch (item.type) {
    case "receipt":
      return [item.attemptId, item.ref, item.eventId, item.errorCode].every((text) =>
        isStorable(text, MAX_ID),
      );
    case "reply":
      return (
        [item.from, item.to, item.eventId, reply?.word, reply?.code].every((text) =>
          isStorable(text, MAX_ID),
        ) && isStorable(item.text, MAX_REPLY_TEXT)
      );
    case "signal":
      return isStorable(item.attemptId, MAX_ID) && isStorable(item.detail, MAX_ID);
    default:
      return false;
  }
}
