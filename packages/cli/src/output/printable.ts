const CONTROLS = /[\p{Cc}\p{Cf}\u2028\u2029]/gu;

/** Text of others as one may show it: no control characters, so that a name cannot move the cursor or colour the screen. */
export function printable(text: string): string {
  return text.replace(CONTROLS, (char) => (char === "\n" || char === "\t" ? char : "\ufffd"));
}

/** The same on one line. */
export function onOneLine(text: string): string {
  return printable(text).replace(/\s*\n\s*/g, " ");
}
