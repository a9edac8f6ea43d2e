/** Longest text of a reply that is kept, in characters. */
export const MAX_REPLY_TEXT = 10_000;

/**
 * What somebody wrote, as every store can keep it: what no text column holds is replaced, and a text beyond `most`
 * characters is cut and says so at its end. It is never refused for its length.
 */
export function keptText(text: string, most: number = MAX_REPLY_TEXT): string {
  const readable = text.toWellFormed().replaceAll("\0", "\uFFFD");
  if (readable.length <= most) return readable;
  const note = ` … [cut: ${readable.length} characters]`;
  return `${readable.slice(0, most - note.length).toWellFormed()}${note}`;
}
