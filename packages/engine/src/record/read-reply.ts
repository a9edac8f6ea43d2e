import { HELP_WORDS, type ReadReply, type ReplyItem, START_WORDS, STOP_WORDS } from "@relance/spec";
import { readWish } from "./wish/read-wish.ts";

/** What recipients add to a word without changing it. */
const COURTESY = new Set("SVP STP PLEASE PLS PLZ MERCI THANKS SMS IT NOW ALL TOUT BITTE GRACIAS GRAZIE AUB".split(" "));

/** Longest text of a reply that is searched for one word, in characters. */
const MAX_TEXT = 2_000;
/** A longer word is none of a campaign's: these have 20 characters, taken apart into their marks. */
const MAX_WORD = 100;

/**
 * Reads a reply: what it wants of further messages, and the word and the code (`OK 47`, `OK47`) that a campaign may ask for. A
 * longer sentence is no answer of a campaign, and may still be a revocation.
 */
export function readReply(item: ReplyItem, digest: string): ReadReply {
  const words = wordsOf(item.text);
  const optOut = item.optOut ?? keyword(words) ?? readWish(item.text);
  const [first = "", second] = words;
  if (words.length === 1) {
    const [, word = first, code] = /^(\p{L}{1,20})(\d\d)$/u.exec(first) ?? [];
    return { digest, optOut, word: word.length > MAX_WORD ? "" : word, code };
  }
  const isCoded = words.length === 2 && first.length <= MAX_WORD && /^\d{1,6}$/.test(second ?? "");
  return isCoded ? { digest, optOut, word: first, code: second } : { digest, optOut, word: "", code: undefined };
}

/** Upper case, without accents, as narrow as ASCII where there is such a form. */
function wordsOf(text: string): string[] {
  return text
    .slice(0, MAX_TEXT)
    .normalize("NFKD")
    .replace(/[\p{Mn}\p{Me}]/gu, "")
    .toUpperCase()
    .split(/[^\p{L}\p{N}\p{Mc}]+/u)
    .filter((word) => word !== "");
}

/** A reply of one word that carriers know, with a courtesy. YES and INFO begin other sentences as well. */
function keyword(words: readonly string[]): ReadReply["optOut"] {
  const [word = "", ...more] = words;
  if (more.length === 0 && STOP_WORDS.has(word)) return "stop";
  if (more.length > 0 && (word === "YES" || word === "INFO")) return undefined;
  if (!more.every((other) => other === word || COURTESY.has(other))) return undefined;
  if (START_WORDS.has(word)) return "start";
  return HELP_WORDS.has(word) ? "help" : undefined;
}
