import type { ReadReply, ReplyItem } from "@relance/spec";

const STOP = new Set([
  "STOP",
  "STOPALL",
  "UNSUBSCRIBE",
  "CANCEL",
  "END",
  "QUIT",
  "ARRET",
  "ARRETER",
  "REVOKE",
  "OPTOUT",
]);
const START = new Set(["START", "UNSTOP", "YES"]);
const HELP = new Set(["HELP", "INFO", "AIDE"]);
/** What people add to a word without changing it. */
const COURTESY = new Set(["SVP", "STP", "PLEASE", "PLS", "MERCI", "THANKS", "SMS", "IT", "NOW", "ALL", "TOUT", "AU"]);
/** Words that begin other sentences as well, such as "cancel my appointment". */
const AMBIGUOUS = new Set(["CANCEL", "END", "QUIT", "REVOKE", "YES", "INFO"]);

/** Longest text of a reply that is looked at, in characters. */
const MAX_TEXT = 2_000;
/** A longer word is none of a campaign's: these have 20 characters, taken apart into their marks. */
const MAX_WORD = 100;

/**
 * Reads a reply: one word, or a word and a code (`OK 47`, `OK47`). Words that carriers own are never
 * acknowledgements; a longer sentence is kept for people, and means nothing to a machine.
 */
export function readReply(item: ReplyItem, digest: string): ReadReply {
  const words = wordsOf(item.text);
  const optOut = item.optOut ?? keyword(words);
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

function keyword(words: readonly string[]): ReadReply["optOut"] {
  const [word = "", ...more] = words;
  const isAlone = more.length === 0;
  if (!isAlone && AMBIGUOUS.has(word)) return undefined;
  // `STOP 47` names an enrollment, `STOP 36180` a sender: both want to hear nothing more
  const isNumber = (other: string) => STOP.has(word) && /^\d{1,6}$/.test(other);
  if (!more.every((other) => other === word || COURTESY.has(other) || isNumber(other))) return undefined;
  if (STOP.has(word)) return "stop";
  if (START.has(word)) return "start";
  return HELP.has(word) ? "help" : undefined;
}
