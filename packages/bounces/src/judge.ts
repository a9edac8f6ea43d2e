import { ABOUT_RECIPIENT, ABOUT_US, GENERAL, type Phrases } from "./phrases.ts";
import type { Action, Verdict } from "./reading.ts";
import { type Codes, codesIn, isDead, isVague, mostTelling, type Reason, reasonOfCode } from "./reason.ts";

/** What a report says about one recipient, as it stands there. */
interface Testimony {
  readonly action: Action;
  /** The Status field. */
  readonly status: string;
  /** What the refusing server said: Diagnostic-Code, or the lines of prose about this recipient. */
  readonly words: string;
  /** The sentence for people, looked at when nothing else tells. */
  readonly prose?: string;
}

interface Judgement {
  readonly status: string;
  readonly verdict: Verdict;
  readonly reason: Reason;
}

/**
 * Judges one recipient by what was done first, then by what was said, then by numbers.
 *
 * The words win over the numbers because servers use the wrong number far more often than the wrong words. An
 * address dies only of a final failure whose reason speaks of the address: in doubt the mail failed, and the
 * address lives. The one temporary code that can kill is 4.1.1: tried to the end, and no mailbox of that name.
 */
export function judge({ action, status, words, prose = "" }: Testimony): Judgement {
  const codes = codesIn(innermost(words));
  const telling = mostTelling(status, codes) || codesIn(prose).enhanced || classOf(codes.reply);
  if (action !== "failed" && action !== "delayed") return { status: telling, verdict: "none", reason: "delivered" };
  const reason = whyOf(telling, innermost(words), prose, codes.reply);
  if (action === "delayed") {
    return { status: telling, verdict: "temporary", reason: reason === "unclear" ? "delayed" : reason };
  }
  if (!isDead(reason)) return { status: telling, verdict: "temporary", reason };
  const isFinal = ![telling, codes.enhanced].some((code) => code.startsWith("4.") && code !== "4.1.1");
  const isOfAddress =
    !isContradicted(telling, codes, innermost(words)) && !isAfterContent(`${words} ${prose}`, telling);
  if (isFinal && isOfAddress) return { status: telling, verdict: "permanent", reason };
  return { status: telling, verdict: "temporary", reason: isFinal ? "filtered" : reason };
}

/** "This is the mail system at host …" says who writes, and is no reason. */
const WRITER = /\b(?:(?:e-?)?mail|message|messaging)(?: (?:delivery|transfer))? (?:sub)?system\b/gi;

function whyOf(code: string, words: string, prose: string, reply: number): Reason {
  const said = reasonOfWords(words);
  if (said !== "unclear") return said;
  if (!isVague(code)) return reasonOfCode(code);
  const written = words === "" || reply === 0 ? reasonOfWords(prose.replace(WRITER, "")) : "unclear";
  return written === "unclear" ? reasonOfCode(code) : written;
}

/** How Postfix, Exim, qmail, DragonFly and m-FILTER say so. */
const AFTER_CONTENT: readonly RegExp[] = [
  /in\s+reply\s+to\s+(?:end\s+of\s+)?data\b/i,
  /after (?:end of data|i sent the message)/i,
  /did not like our (?:final )?data/i,
  /smtp command\s+data\b/i,
];

/**
 * The server took the recipient, saw the whole mail, and refused then: a judgement of the mail as likely as of the
 * address. Only a code that can mean nothing else speaks of the address there.
 */
function isAfterContent(words: string, code: string): boolean {
  if (code === "5.1.1" || code === "5.1.10") return false;
  return AFTER_CONTENT.some((trait) => trait.test(words.slice(0, 4_000)));
}

/**
 * The number speaks of a mailbox that is there (5.2.x), or the refusing server itself speaks of policy (5.7.x):
 * against the words, the address lives. In the Status field alone 5.7.1 is often the reporter's guess. Yandex says
 * `550 5.7.1 No such user!`, which leaves no doubt.
 */
function isContradicted(telling: string, { enhanced }: Codes, words: string): boolean {
  if (/^\s{0,4}5\d\d[ -]5\.7\.1 no such user\b/i.test(words)) return false;
  return telling.startsWith("5.2.") || enhanced.startsWith("5.7.");
}

function classOf(reply: number): string {
  return reply === 0 ? "" : `${Math.floor(reply / 100)}.0.0`;
}

/** IronPort puts the other server's answer in quotes behind a label of its own: `5.1.0 - Unknown address error 550-'…'`. */
function innermost(words: string): string {
  return /\b[45]\d\d-'([^']{3,2000})'/.exec(words)?.[1] ?? words;
}

/** Longest text that is searched for words, in characters. */
const MAX_TEXT = 1_500;

/** The order in which it is looked for. */
const ALL: readonly Phrases[] = [...ABOUT_US, ...ABOUT_RECIPIENT, ...GENERAL];

/** What the words of a server say, or `unclear`. */
function reasonOfWords(text: string): Reason {
  const words = text.slice(0, MAX_TEXT).toLowerCase().replace(/[’´`]/g, "'").replace(/\s+/g, " ");
  const found = ALL.find(([, ...phrases]) => phrases.some((phrase) => phrase.test(words)));
  return found?.[0] ?? "unclear";
}
