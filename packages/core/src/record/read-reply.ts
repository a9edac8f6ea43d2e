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

/** Longest text of a reply that is looked at, in characters. */
const MAX_TEXT = 2_000;

/**
 * Reads a reply: one word, or a word and a code (`OK 47`). Words that carriers own are never acknowledgements
 * (R9); a longer sentence is kept for people, and means nothing to a machine.
 */
export function readReply(item: ReplyItem, digest: string): ReadReply {
  const words = item.text
    .slice(0, MAX_TEXT)
    .normalize("NFD")
    .replace(/\p{Mn}/gu, "")
    .toUpperCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "");
  const [word = "", second] = words;
  const code = words.length === 2 && second !== undefined && /^\d{1,6}$/.test(second) ? second : undefined;
  const isShort = words.length === 1 || code !== undefined;
  return { digest, optOut: item.optOut ?? keyword(word, words.length), word: isShort ? word : "", code };
}

function keyword(word: string, length: number): ReadReply["optOut"] {
  if (length !== 1) return undefined;
  if (STOP.has(word)) return "stop";
  if (START.has(word)) return "start";
  return HELP.has(word) ? "help" : undefined;
}
