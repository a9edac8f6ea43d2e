import { HELP_WORDS, type ReadReply, type ReplyItem, START_WORDS, STOP_WORDS } from "@relance/spec";
import { readWish } from "./wish/read-wish.ts";

/** Polite words that do not change the meaning of a reply. */
const COURTESY = new Set("SVP STP PLEASE PLS PLZ MERCI THANKS SMS IT NOW ALL TOUT BITTE GRACIAS GRAZIE AUB".split(" "));

/** Maximum length of a reply that is searched for one word, in characters. */
const MAX_TEXT = 2_000;
/** A longer word cannot be a campaign's word, which has at most 20 characters and their accents. */
const MAX_WORD = 100;

/**
 * Parses a reply: whether it revokes or allows messages, and the word and the code (`OK 47`, `OK47`) that a campaign
 * may ask for. A longer sentence answers no campaign, but may be a revocation.
 */
export function readReply(item: ReplyItem, digest: string): ReadReply {
  const words = wordsOf(item.text);
  const optOut = item.optOut ?? keyword(words) ?? readWish(item.text) ?? (isStopWord(words) ? "doubtful" : undefined);
  const [first = "", second] = words;
  if (words.length === 1) {
    const [, word = first, code] = /^(\p{L}{1,20})(\d\d)$/u.exec(first) ?? [];
    return { digest, optOut, word: word.length > MAX_WORD ? "" : word, code };
  }
  const isCoded = words.length === 2 && first.length <= MAX_WORD && /^\d{1,6}$/.test(second ?? "");
  return isCoded ? { digest, optOut, word: first, code: second } : { digest, optOut, word: "", code: undefined };
}

/** Returns the text in upper case, without accents, with full-width characters made narrow. */
function wordsOf(text: string): string[] {
  return text
    .slice(0, MAX_TEXT)
    .normalize("NFKD")
    .replace(/[\p{Mn}\p{Me}]/gu, "")
    .toUpperCase()
    .split(/[^\p{L}\p{N}\p{Mc}]+/u)
    .filter((word) => word !== "");
}

/** Returns whether a reply is one stop word with polite words or a short code, as "please cancel" or "CANCEL 36180". */
function isStopWord(words: readonly string[]): boolean {
  const [word = "", ...more] = words.filter((one) => !COURTESY.has(one) && !/^\d{4,6}$/.test(one));
  return more.length === 0 && STOP_WORDS.has(word);
}

/** Finds a single carrier keyword with polite words around it. YES and INFO do not count in longer replies. */
function keyword(words: readonly string[]): ReadReply["optOut"] {
  const [word = "", ...more] = words;
  if ((more.length === 0 && STOP_WORDS.has(word)) || /^STOP ?\d\d$/.test(words.join(" "))) return "stop"; // 47 is a code
  if (more.length > 0 && (word === "YES" || word === "INFO")) return undefined;
  if (!more.every((other) => other === word || COURTESY.has(other))) return undefined;
  if (START_WORDS.has(word)) return "start";
  return HELP_WORDS.has(word) ? "help" : undefined;
}
