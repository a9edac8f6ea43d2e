/** An enhanced status code (RFC 3463) and the three digits before it, as far as a text has them. */
export interface Codes {
  /** `5.1.1`, or "". */
  readonly enhanced: string;
  /** `550`, or 0. */
  readonly reply: number;
}

/** Longest text that is searched, in characters. */
const MAX_TEXT = 4_000;

/** `550 5.1.1`, `550-5.1.1`, `550 #5.1.0`, `(#5.1.1)`, `550-'5.2.2`, `5.1.1`; never a piece of an IP address or of a version. */
const ENHANCED =
  /(?<![\d.\w/-])(?<!(?:exim|version|release) )(?:[45]\d\d[ -]{1,3})?['"(#]{0,2}([245]\.\d{1,2}\.\d{1,3})(?![\d\w]|\.\d)/gi;
const REPLY = /(?<![\d.\w/:-])([45]\d\d)(?=[ -]|$|[:;,)\]])(?![ -]{1,2}(?:bytes|seconds|minutes|hours|days)\b)/g;

/** True for a code that only says "failed" and not why. */
export function isVague(enhanced: string): boolean {
  return enhanced === "" || /^[245]\.(?:0\.0|0\.\d{3}|\d\.0)$/.test(enhanced) || enhanced.startsWith("2.");
}

/** The most telling codes of a text. A code that says why beats one that says only that it failed. */
export function codesIn(text: string): Codes {
  const piece = text.slice(0, MAX_TEXT);
  let enhanced = "";
  for (const [, code = ""] of piece.matchAll(ENHANCED)) {
    if (code.startsWith("2.")) continue;
    if (enhanced === "" || (isVague(enhanced) && !isVague(code))) enhanced = code;
  }
  const reply = Number(piece.matchAll(REPLY).next().value?.[1] ?? replyBefore(piece));
  return { enhanced, reply };
}

/** `550-5.1.1`: the digits of the reply run into the code. */
function replyBefore(text: string): string {
  return /(?<![\d.\w/:-])([45]\d\d)[ -]{1,3}#?[45]\.\d/.exec(text)?.[1] ?? "0";
}

/**
 * The code that tells most: the report's own field, unless it is vague and the server's words have a better one.
 * Servers put `5.0.0` into Status and the truth into Diagnostic-Code.
 */
export function mostTelling(status: string, inWords: Codes): string {
  const own = /(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])/.exec(status)?.[1] ?? "";
  if (own === "") return inWords.enhanced;
  return isVague(own) && !isVague(inWords.enhanced) ? inWords.enhanced : own;
}
