import { HELP_WORDS, STOP_WORDS } from "@relance/spec";

/** A reply word as plans and inbound messages compare it: upper case, without accents. */
export function replyWord(word: string): string {
  return word
    .trim()
    .normalize("NFKD")
    .replace(/[\p{Mn}\p{Me}]/gu, "")
    .toUpperCase();
}

/** Whether a word is never an answer of a campaign: it ends or restarts all messages to a phone, or asks for help. */
export function isCarrierWord(word: string): boolean {
  const read = replyWord(word);
  return STOP_WORDS.has(read) || HELP_WORDS.has(read) || read === "START" || read === "UNSTOP";
}
