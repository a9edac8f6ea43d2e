import type { RecordItem } from "@relance/spec";

/** Longest id of a far end. */
export const MAX_ID = 500;
/** Longest text of a reply. */
const MAX_TEXT = 10_000;

/** Text that a database keeps as it was received: no NUL, no lone surrogate, of a sane length. */
export function isStorable(text: string | null | undefined, maxLength: number): boolean {
  return text == null || (text.length <= maxLength && !text.includes("\0") && text.isWellFormed());
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
        ) && isStorable(item.text, MAX_TEXT)
      );
    case "signal":
      return isStorable(item.attemptId, MAX_ID) && isStorable(item.detail, MAX_ID);
    default:
      return false;
  }
}
