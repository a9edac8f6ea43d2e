import { HELP_WORDS, type ReadReply, type ReplyItem, START_WORDS, STOP_WORDS } from "@relance/spec";
import { readWish } from "./read-wish.ts";

/** Polite words, which do not change a keyword's meaning. */
const COURTESY = new Set("SVP STP PLEASE PLS PLZ MERCI THANKS SMS IT NOW ALL TOUT BITTE GRACIAS GRAZIE AUB".split(" "));

/** Maximum length, in characters, of a reply that is parsed as one word. */
const MAX_TEXT = 2_000;
/** Maximum length of a word in a reply. A word has up to 20 letters, each possibly followed by separate accents. */
const MAX_WORD = 100;

/** Reads whether a reply revokes or allows messages, and the word and code (`OK 47`) that a campaign may ask for. */
export function readReply(item: ReplyItem, digest: string): ReadReply {
  const words = item.text.length > MAX_TEXT ? [] : splitWords(item.text);
  const optOut = item.optOut ?? keyword(words, item.text) ?? readWish(item.text);
  const [first = "", second] = words;
  if (words.length === 1) {
    const [, word = first, code] = /^(\p{L}{1,20})(\d\d)$/u.exec(first) ?? [];
    return { digest, optOut, word: word.length > MAX_WORD ? "" : word, code };
  }
  const isCoded = words.length === 2 && first.length <= MAX_WORD && /^\d{1,6}$/.test(second ?? "");
  return isCoded ? { digest, optOut, word: first, code: second } : { digest, optOut, word: "", code: undefined };
}

/** Returns a text's words in upper case, without accents and full-width characters. */
function splitWords(text: string): string[] {
  return text
    .normalize("NFKD")
    .replace(/[\p{Mn}\p{Me}]/gu, "")
    .toUpperCase()
    .split(/[^\p{L}\p{N}\p{Mc}]+/u)
    .filter((word) => word !== "");
}

/**
 * Finds a carrier's keyword, alone or with polite words and a short code: "please cancel", "STOP 36180". A stop
 * word among other words gives `doubtful` or `stop`, never nothing. YES and INFO count only alone.
 */
function keyword(words: readonly string[], text: string): ReadReply["optOut"] {
  if (/^STOP ?\d\d$/.test(words.join(" "))) return "stop"; // 47 is a code
  const others = new Set(words.filter((word) => !COURTESY.has(word) && !/^\d{4,6}$/.test(word)));
  const [word = ""] = others;
  const isAlone = words.length === 1;
  if (others.size !== 1 || (!isAlone && (word === "YES" || word === "INFO"))) return undefined;
  if (STOP_WORDS.has(word)) return isAlone ? "stop" : (readWish(text) ?? "doubtful");
  if (START_WORDS.has(word)) return "start";
  return HELP_WORDS.has(word) ? "help" : undefined;
}
