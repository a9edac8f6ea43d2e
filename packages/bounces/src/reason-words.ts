import { ABOUT_RECIPIENT, ABOUT_US, GENERAL, type Phrases } from "./phrases.ts";
import type { Reason } from "./reason.ts";

/** Longest text that is searched for words, in characters. */
const MAX_TEXT = 1_500;

/** The order in which it is looked for. */
const ALL: readonly Phrases[] = [...ABOUT_US, ...ABOUT_RECIPIENT, ...GENERAL];

/** What the words of a server say, or `unclear`. */
export function reasonOfWords(text: string): Reason {
  const words = text.slice(0, MAX_TEXT).toLowerCase().replace(/[’´`]/g, "'").replace(/\s+/g, " ");
  const found = ALL.find(([, ...phrases]) => phrases.some((phrase) => phrase.test(words)));
  return found?.[0] ?? "unclear";
}
