import { HELP_WORDS, STOP_WORDS } from "@relance/spec";

export function replyWord(word: string): string {
  return word
    .trim()
    .normalize("NFKD")
    .replace(/[\p{Mn}\p{Me}]/gu, "")
    .toUpperCase();
}

export function isCarrierWord(word: string): boolean {
  const read = replyWord(word);
  return STOP_WORDS.has(read) || HELP_WORDS.has(read) || read === "START" || read === "UNSTOP";
}
