import { keptText } from "@relance/spec";
import { isHeld, isPlain } from "./leaning.ts";
import { type Clause, splitClauses, type Token, typedText } from "./tokens.ts";
import { findCues, GROUPED, hasRevokingGroup, isIn, startsAgain, type WordClass } from "./vocabulary.ts";

/**
 * What a reply asks for. `stop`: clearly that the messages end. `doubtful`: possibly that the messages end, so an
 * operator has to decide. `start`: that the messages begin again.
 */
export type Wish = "stop" | "doubtful" | "start" | undefined;

/** Maximum characters of a text that is judged as a whole. In a longer text, other words would outweigh a refusal. */
const MAX_PART = 600;

/**
 * Reads what a reply in any of seven languages asks for. A reply that consists of a revocation and courtesies is a
 * `stop`; learned weights find any other reply that may revoke.
 */
export function readWish(text: string): Wish {
  const kept = keptText(text);
  if (/\[cut: \d+ characters\]$/.test(kept)) return "doubtful"; // the missing end may take back the wish
  const typed = typedText(kept);
  const parts = splitParts(typed);
  const [clauses, ...more] = parts;
  if (clauses === undefined) return /[🛑⛔🚫🖕]/u.test(typed) ? "doubtful" : undefined;
  if (more.length === 0) {
    if (startsAgain(clauses.flatMap(({ tokens }) => tokens.map(asWord)))) return "start";
    if (clauses.some(revokes) && clauses.every(isUnconditional)) return "stop";
  }
  return parts.some((part) => isHeld(part, part.some(states))) ? "doubtful" : undefined;
}

/** Returns whether a reply may refuse messages, so that the automatic answer must not ask for a confirmation. */
export function mayRefuse(text: string): boolean {
  return splitParts(typedText(keptText(text))).some((part) => !isPlain(part));
}

/** Splits a text at word boundaries into parts of at most {@link MAX_PART} characters. Drops parts without a word. */
function splitParts(typed: string): readonly (readonly Clause[])[] {
  const parts = typed.length <= MAX_PART ? [typed] : (typed.match(PART) ?? []);
  return parts.map(splitClauses).filter((clauses) => clauses.length > 0);
}

const PART = new RegExp(`[^]{1,${MAX_PART}}(?![^\\s])|[^]{1,${MAX_PART}}`, "g");

const is =
  (...names: readonly WordClass[]) =>
  ({ classes }: Token): boolean =>
    names.some((name) => classes.has(name));

const of =
  (list: Parameters<typeof isIn>[0]) =>
  ({ word }: Token): boolean =>
    isIn(list, word);

const asWord = ({ word }: Token): string => word;
const NONE: Token = { word: "", classes: new Set(), isStop: false, isNear: false };

const SENT: readonly WordClass[] = ["message", "write"];

const states = (clause: Clause): boolean => !clause.isQuestion && revokes(clause);

function revokes({ tokens }: Clause): boolean {
  const isKept = tokens.some(is("not")) && tokens.some(is("stop", "leave", "end", "remove"));
  return !isKept && (hasRevokingGroup(tokens.map(asWord)) || halts(tokens) || endsMessages(tokens) || refuses(tokens));
}

/** Returns whether a clause may be about one thing, such as a mail, an account or a place: "delete it", "stop here". */
function isOfOneThing(tokens: readonly Token[]): boolean {
  const sent = tokens.filter(is("message"));
  if (sent.length > 0 && sent.every(of("mail"))) return true;
  return tokens.some((token, at) => {
    const [second, first] = [tokens[at - 2], tokens[at - 1]].map((one) => one ?? NONE) as [Token, Token];
    if (of("oneMessage")(token)) return [first, second].some((before) => of("that")(before) || of("this")(before));
    if (of("account")(token) || of("number")(token)) return of("account")(token) || of("that")(first);
    if (of("here")(token)) return is("stop", "leave", "end")(first);
    return of("about")(token) && is("end", "remove", "write")(first);
  });
}

/** Returns whether a clause has no question, condition, time, or other word that could change its meaning. */
function isUnconditional({ tokens, isQuestion }: Clause): boolean {
  if (isQuestion || tokens.some(is("ask", "keep")) || isOfOneThing(tokens)) return false;
  return tokens.every(
    ({ word, classes }) => (classes.size > 0 || GROUPED.has(word)) && !findCues(word, classes).has("when"),
  );
}

/** Matches stop words, as in "stop" and "stop texting me", but not in "the stop" and "stop by". */
function halts(tokens: readonly Token[]): boolean {
  const place = tokens.findIndex(is("stop", "leave"));
  const word = tokens[place];
  if (word === undefined || tokens.some(is("not", "subject"))) return false;
  const [before, next] = [tokens[place - 1] ?? NONE, tokens[place + 1] ?? NONE];
  const isOther = of("article")(before) || of("place")(next) || /^\d{1,3}$/.test(next.word);
  const isNamed = tokens.some((token, at) => is("leave")(token) || (at !== place && is(...SENT, "list")(token)));
  return !isOther && (isNamed || (word.isStop && !tokens.some(is("want"))));
}

/** Matches words that end something, as in "cancel these messages", "remove my number", or "cancel" alone. */
function endsMessages(tokens: readonly Token[]): boolean {
  const place = tokens.findIndex(is("end", "remove"));
  const word = tokens[place];
  if (word === undefined || tokens.some(is("subject"))) return false;
  const others = tokens.filter((_, at) => at !== place);
  if (is("remove")(word) && (others.some(is("list")) || of("me")(tokens[place + 1] ?? NONE))) return true;
  if (is("remove")(word) || tokens.some(of("own"))) return false;
  return others.some((token) => is(...SENT)(token) && !of("oneMessage")(token)) || (others.length === 0 && word.isStop);
}

/** Matches refusals without a stop word: "no more texts", "do not contact me", "I don't want this". */
function refuses(tokens: readonly Token[]): boolean {
  const places = [...tokens.keys()].filter((at) => isPlusDe(tokens, at) || is("not")(tokens[at] as Token));
  return places.some((at) => refusesAt(tokens, at));
}

function refusesAt(tokens: readonly Token[], at: number): boolean {
  const [before, after] = [tokens.slice(0, at), tokens.slice(isPlusDe(tokens, at) ? at : at + 1)];
  const isSent = after.some(is(...SENT)) || (before.some(is("write")) && tokens.some(of("me")));
  if (tokens.some(is("want"))) return !tokens.some(of("need")) && (after.some(is("receive")) || hasMessage(after));
  if (/\bcontact (?:num|number|details|info)\b/.test(after.map(asWord).join(" "))) return false; // a number is missing
  const first =
    after.find((token) => !is("filler", "more", "not")(token) || is("subject", ...SENT)(token)) ??
    before.find(is("write"));
  if (first === undefined || before.some(is("subject")) || is("subject")(first)) return false;
  if (tokens.some(of("receives")) || tokens.some(({ word, classes }) => findCues(word, classes).has("received")))
    return false;
  return isSent && (tokens.some(is("more")) || (is(...SENT)(first) && !isVague(after)));
}

/** Returns whether a word means a message. In "I don't want to text", "text" is a verb. */
function hasMessage(tokens: readonly Token[]): boolean {
  return tokens.some((token, at) => is("message")(token) && !of("to")(tokens[at - 1] ?? NONE));
}

/** Returns whether a verb lacks an object, or its object may not be our messages: "no mail", "don't send it". */
function isVague(after: readonly Token[]): boolean {
  return after.filter((token) => !is("filler", "these")(token) || of("me")(token)).length < 2;
}

/** Matches the French "plus de SMS", which revokes without a negation. */
function isPlusDe(tokens: readonly Token[], at: number): boolean {
  return tokens[at]?.word === "plus" && tokens.slice(at + 1, at + 3).some(is("message"));
}
