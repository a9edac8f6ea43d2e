/** Text that a database keeps as it was received: no NUL, no lone surrogate, of a sane length. */
export function isStorable(text: string | null | undefined, maxLength: number): boolean {
  return text == null || (text.length <= maxLength && !text.includes("\0") && text.isWellFormed());
}
