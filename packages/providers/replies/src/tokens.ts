import { STOP_WORDS } from "@relance/spec";
import { isIn, isOneEdit, type WordClass, wordClasses } from "./vocabulary.ts";

export interface Token {
  readonly word: string;
  readonly classes: ReadonlySet<WordClass>;
  /** True for a stop word, or a word that is certainly a misspelt stop word. */
  readonly isStop: boolean;
  readonly isNear: boolean;
}

/** The words between two sentence ends. */
export interface Clause {
  readonly tokens: readonly Token[];
  readonly isQuestion: boolean;
}

const STOP_LIST: readonly string[] = [...STOP_WORDS]
  .map((word) => word.toLowerCase())
  .filter((word) => word.length > 3);

/** Divides a text into clauses of normalized words. Letters between dots or spaces are joined to words. */
export function splitClauses(typed: string): readonly Clause[] {
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
    .replace(/#(?=\s|$)/g, " number ")
    .replace(/\b(?:take|get|leave|keep|pull) ((?:\p{L}+ ){1,4})(?:off|out of)\b/gu, "removeoff $1")
    .replace(/\b(?:turn|switch|shut) (?=(?:\p{L}+ ){0,3}off\b)/gu, "turnoff ")
    .replace(
      /\b(?:arret (?:maladie|de travail|cardiaque)|en arret|baja (?:medica|laboral|por (?:maternidad|paternidad|enfermedad|accidente))|estoy de baja)\b/g,
      "sick leave",
    )
    .replace(/\b(deja|deje|dejar|para|pare|parem|houd?) (de|op)\b/g, "$1$2")
    .replace(/\bh(?:o|oe)r(?:t|en)? (?:(?!nicht)\p{L}+ ){0,4}auf\b/gu, "hortauf");
  return [...plain.matchAll(/([^.!?;:,\n()–—…]+)([.!?;:,\n()–—…]*)/gu)]
    .map(([, text = "", end = ""]) => ({ tokens: wordsIn(text).map(toToken), isQuestion: end.includes("?") }))
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

/** Splits words such as `stop47`, `stopsms`, `stoptexting`. */
function parted(word: string): string[] {
  const [, stop = "", more = ""] = /^(stop+|unsubscribe|optout|arret)(\p{L}{2,}|\d+)$/u.exec(word) ?? [];
  const isKnown = stop !== "" && !STOP_LIST.includes(word) && (/^\d/.test(more) || wordClasses(more).size > 0);
  return isKnown ? [stop, more] : [word];
}

function toToken(word: string): Token {
  const known = wordClasses(word);
  if (isIn("merged", word)) return { word, classes: new Set(["end"]), isStop: false, isNear: false };
  if (/^\d+$/.test(word)) return { word, classes: new Set(["filler"]), isStop: false, isNear: false };
  if (STOP_LIST.includes(word) || word === "end")
    return { word, classes: known.size === 0 ? new Set(["stop"]) : known, isStop: true, isNear: false };
  if (word === "stp") return { word, classes: known, isStop: false, isNear: true };
  if (known.size > 0 || isIn("correct", word)) return { word, classes: known, isStop: false, isNear: false };
  const slip = word.length > 20 ? undefined : findSlip(word);
  if (slip === undefined) return { word, classes: known, isStop: false, isNear: false };
  return slip.isSure
    ? { word: slip.for, classes: new Set(["stop"]), isStop: true, isNear: false }
    : { word, classes: known, isStop: false, isNear: true };
}

/** Returns the misspelt stop word: certain if letters are doubled or swapped, or if a long word has one error. */
function findSlip(word: string): { readonly for: string; readonly isSure: boolean } | undefined {
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

/** Matches the line after which a mail client quotes the earlier message. */
const QUOTE_STARTS =
  /^\s*(?:[-_=*]{3,}.*|--\s*|(?:on|le|am|el|il|op|em|den)\b.{3,150}(?:wrote|écrit|schrieb|escribió|ha scritto|schreef|escreveu)\s*:?\s*)$/iu;
/** Matches a phone's signature up to the end of the line. */
const SIGNATURES =
  /\b(?:sent (?:from|via|with|on) |get outlook |envoy[ée]+ (?:de |depuis |à partir )|(?:von (?:meinem|unterwegs)|mit meinem).{0,40}(?:gesendet|geschickt)|gesendet (?:von|mit) |enviado (?:desde|do|de|a partir) |inviato (?:da|dal) |verzonden (?:vanaf|met|via) |verstuurd (?:vanaf|met) )[^\n]*/giu;
/** Matches text that carriers add when they forward a reply as mail or split it. */
const FRAMES = /^[ \t]*(?:frm|from|subj|to):[^\n]*\n|^[ \t]*msg:|[([]?\b\d{1,2}\s?\/\s?\d{1,2}\b[)\]]/gimu;
const SUBJECT = /^\s*(?:(?:re|aw|antw|sv|fwd?|wg|tr|rv|res|rif|i)\s*:\s*)+([^\n]*)(\n+\s*\S)?/iu;
/** Matches automatic replies, and texts that phones generate for reactions. */
const MACHINES =
  /^\s*(?:auto(?:matic|mated)?[- ]?(?:reply|response)|r[ée]ponse automatique|message automatique|automatische (?:antwort|abwesenheit)|abwesenheits|respuesta autom|resposta autom|risposta autom|automatisch antwoord|out of (?:the )?office|i(?:['’]|\s+a)?m driving\b.{0,60}do not disturb)/iu;
const REACTIONS =
  /^\s*(?:liked|loved|disliked|laughed at|emphasi[sz]ed|questioned|reacted\b.{0,20}to|removed an? \w+ from|a (?:aimé|adoré|réagi)|le (?:gustó|encantó)|ha messo|hat|vond|gostou|adorou|\p{Extended_Pictographic}+\s+(?:to|à|zu|a)).{0,30}["“”„«].*$/isu;
/** Matches a long quotation, which usually repeats the sender's message. */
const QUOTED = /[“„«"][^“”„«»"]{24,}[”“»"]/gu;
/** Matches instructions copied from our messages, such as "STOP to opt out". */
const INSTRUCTION =
  /\b(?:(?:reply|text|txt|send|répondez|envoyez|antworten sie|sende|responda|envíe|rispondi|antwoord)\s+(?:with\s+|mit\s+|con\s+|par\s+)?)?["'“«]?stopp?["'”»]?\s+(?:to|2|for|pour|zum|um|para|per|om)\s+(?:opt[- ]?out|end|unsubscribe|unsub|quit|cancel|stop|(?:vous |te |se |sich )?(?:abmelden|abbestellen|désabonner|désinscrire|arrêter)|ne plus recevoir|(?:no|não) (?:recibir|receber)(?: más| mais)?|darse de baja|cancellarti|afmelden|sair)\b/giu;

/** Returns what the recipient typed, without quoted messages, signatures, reactions and automatic answers. */
export function typedText(text: string): string {
  const raw = text.replace(/\r\n?/g, "\n");
  if (MACHINES.test(raw) || REACTIONS.test(raw)) return "";
  const lines = raw.split("\n");
  const quote = lines.findIndex((line, place) => QUOTE_STARTS.test(line) && lines.slice(0, place).some(isWritten));
  const typed = (quote < 0 ? lines : lines.slice(0, quote))
    .filter((line) => !/^\s*[>|]/.test(line))
    .join("\n")
    .replace(SIGNATURES, "")
    .replace(FRAMES, "")
    .replace(SUBJECT, (_, subject: string, more: string | undefined) => more ?? subject);
  const unquoted = typed.replace(QUOTED, " ");
  const own = isWritten(unquoted) ? unquoted : typed; // if the whole reply is in quotation marks, the recipient typed it
  const copied = own.replace(INSTRUCTION, " ");
  return wordsIn(copied).length > 4 ? copied : own; // "OK STOP to end" is short, so it counts as typed
}

function isWritten(line: string): boolean {
  return /[\p{L}\p{N}]/u.test(line) && !/^\s*>/.test(line);
}
