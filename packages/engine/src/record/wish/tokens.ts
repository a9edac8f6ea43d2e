import { STOP_WORDS } from "@relance/spec";
import { classesOf, type WordClass } from "./vocabulary.ts";

/** One word of a reply, and what it can mean. */
export interface Token {
  readonly word: string;
  readonly classes: ReadonlySet<WordClass>;
  /** It is a stop word, or a slip for one. */
  readonly isStop: boolean;
  /** It may be a slip for a stop word. */
  readonly isNear: boolean;
}

/** What stands between two ends of a sentence. */
export interface Clause {
  readonly tokens: readonly Token[];
  readonly isQuestion: boolean;
}

const STOP_LIST: readonly string[] = [...STOP_WORDS]
  .map((word) => word.toLowerCase())
  .filter((word) => word.length > 3);
/** Words one letter away from a stop word that are meant as they are written. */
const OTHER_WORDS = new Set(
  "step steps shop stops slop atop stow spot top ends lend send bend tend and quiet quite suit bala caja bajo baje raja paja faja bata sair cair pair fair saia parte padre partir pagar pasar pare parr arrest parat bajar".split(
    " ",
  ),
);

/** Upper and lower case, accents, apostrophes and full-width letters are all one; dotted and spaced letters are put together. */
export function clausesOf(typed: string): readonly Clause[] {
  const plain = typed
    .normalize("NFKD")
    .replace(/[\p{Mn}\p{Me}\u200b-\u200d\ufeff]/gu, "")
    .toLowerCase()
    .replace(/ß/g, "ss")
    .replace(/[’`´]/g, "'")
    .replace(/'(?=(?:t|s|m|re|ve|ll|d)\b)/g, "")
    .replace(/(?<![\p{L}\p{N}])\p{L}(?:[.\s_*-]\p{L}){2,}(?![\p{L}\p{N}])/gu, (letters) => joined(letters))
    .replace(/(?<=\p{L})[*#@$%]+(?=\p{L})/gu, "")
    .replace(/\bopt(?:ed|ing)?[\s-]+out\b/g, "opt out")
    .replace(/\b(?:ich will|will ich)\b/g, "ich moechte")
    .replace(/\bst0p/g, "stop")
    .replace(/\b(?:take|get|leave|keep|pull) ((?:\p{L}+ ){1,4})(?:off|out of)\b/gu, "removeoff $1")
    .replace(/\b(?:turn|switch|shut) (?=(?:\p{L}+ ){0,3}off\b)/gu, "turnoff ")
    .replace(
      /\b(?:arret (?:maladie|de travail|cardiaque)|en arret|baja (?:medica|laboral|por (?:maternidad|paternidad|enfermedad|accidente))|estoy de baja)\b/g,
      "sick leave",
    )
    .replace(/\b(deja|deje|dejar|para|pare|parem|houd?) (de|op)\b/g, "$1$2")
    .replace(/\bh(?:o|oe)r(?:t|en)? (?:(?!nicht)\p{L}+ ){0,4}auf\b/gu, "hortauf");
  return [...plain.matchAll(/([^.!?;:,\n()–—…]+)([.!?;:,\n()–—…]*)/gu)]
    .map(([, text = "", end = ""]) => ({ tokens: wordsIn(text).map(tokenOf), isQuestion: end.includes("?") }))
    .filter(({ tokens }) => tokens.length > 0);
}

function joined(letters: string): string {
  const word = letters.replace(/[^\p{L}]/gu, "");
  return STOP_LIST.includes(word) ? word : letters;
}

function wordsIn(text: string): string[] {
  return text
    .split(/[^\p{L}\p{N}\p{Mc}]+/u)
    .filter((word) => word !== "")
    .flatMap(parted);
}

/** `stop47`, `stopsms`, `stoptexting`. */
function parted(word: string): string[] {
  const [, stop = "", more = ""] = /^(stop+|unsubscribe|optout|arret)(\p{L}{2,}|\d+)$/u.exec(word) ?? [];
  const isKnown = stop !== "" && !STOP_LIST.includes(word) && (/^\d/.test(more) || classesOf(more).size > 0);
  return isKnown ? [stop, more] : [word];
}

const MERGED: ReadonlySet<string> = new Set(
  "dejade dejede dejarde parade parede paremde hortauf houop houdop".split(" "),
);

function tokenOf(word: string): Token {
  const known = classesOf(word);
  if (MERGED.has(word)) return { word, classes: new Set(["end"]), isStop: false, isNear: false };
  if (/^\d+$/.test(word)) return { word, classes: new Set(["filler"]), isStop: false, isNear: false };
  if (STOP_LIST.includes(word) || word === "td" || word === "end")
    return { word, classes: known.size === 0 ? new Set(["stop"]) : known, isStop: true, isNear: false };
  if (word === "stp") return { word, classes: known, isStop: false, isNear: true };
  if (known.size > 0 || OTHER_WORDS.has(word)) return { word, classes: known, isStop: false, isNear: false };
  const slip = word.length > 20 ? undefined : slipOf(word);
  if (slip === undefined) return { word, classes: known, isStop: false, isNear: false };
  return slip.isSure
    ? { word: slip.for, classes: new Set(["stop"]), isStop: true, isNear: false }
    : { word, classes: known, isStop: false, isNear: true };
}

/** The stop word that was meant: letters doubled or swapped are a slip for sure, in a long word any one letter is. */
function slipOf(word: string): { readonly for: string; readonly isSure: boolean } | undefined {
  const single = word.replace(/(\p{L})\1+/gu, "$1");
  for (const stop of STOP_LIST) {
    const isSlip = single === stop.replace(/(\p{L})\1+/gu, "$1") || isSwapped(word, stop);
    if (isSlip) return { for: stop, isSure: true };
  }
  const near = STOP_LIST.find((stop) => isOneEdit(word, stop));
  return near === undefined ? undefined : { for: near, isSure: near.length >= 8 };
}

function isSwapped(word: string, other: string): boolean {
  if (word.length !== other.length) return false;
  const at = [...word].findIndex((letter, place) => letter !== other[place]);
  if (at < 0) return true;
  const swapped = word.slice(0, at) + (word[at + 1] ?? "") + (word[at] ?? "") + word.slice(at + 2);
  return swapped === other;
}

function isOneEdit(word: string, other: string): boolean {
  if (Math.abs(word.length - other.length) > 1) return false;
  let start = 0;
  while (start < word.length && word[start] === other[start]) start += 1;
  const rest = (text: string, skipped: number) => text.slice(start + skipped);
  return rest(word, 1) === rest(other, 1) || rest(word, 1) === rest(other, 0) || rest(word, 0) === rest(other, 1);
}
