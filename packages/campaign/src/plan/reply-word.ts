import { HELP_WORDS, STOP_WORDS } from "@relance/spec";

/** Normalizes a reply word for comparison: upper case, without accents. */
export function replyWord(word: string): string {
  return word
    .trim()
    .normalize("NFKD")
    .replace(/[\p{Mn}\p{Me}]/gu, "")
    .toUpperCase();
}

/** Returns whether a word stops or restarts messages, or asks for help; a campaign cannot use it as an answer. */
export function isCarrierWord(word: string): boolean {
  const read = replyWord(word);
  return STOP_WORDS.has(read) || HELP_WORDS.has(read) || read === "START" || read === "UNSTOP";
}
