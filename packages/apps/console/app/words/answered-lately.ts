import type { Words } from "./en.ts";
import { count, share } from "./numbers.ts";

/** The share of the messages of the last quarter of an hour that have a receipt; absent if there were no messages. */
export function answeredLately(words: Words, hasReceipts: boolean, received: number, taken: number): string {
  const { locale } = words;
  if (taken === 0) return words.quietLately;
  if (!hasReceipts) return words.reportsNothing(count(locale, taken));
  return words.answeredOf(share(locale, received, taken), count(locale, taken));
}
