import { isHeld, isPlain } from "./leaning.ts";
import { type Clause, clausesOf, type Token, typedText } from "./tokens.ts";
import { cuesOf, GROUPED, hasRevokingGroup, startsAgain, type WordClass, wordsOf } from "./vocabulary.ts";

/**
 * Whether a reply revokes consent. `stop`: it contains nothing else. `doubtful`: possibly, so nothing may be sent
 * before a person has read it. `start`: it asks for messages again.
 */
export type Wish = "stop" | "doubtful" | "start" | undefined;

/**
 * Reads this in any of seven languages, even in a longer text: "ok but stop texting me" revokes. Two mechanisms decide: a reply
 * that consists of a revocation and courtesies suppresses, and learned weights hold any other reply that may revoke.
 */
export function readWish(text: string): Wish {
  const typed = typedText(text);
  const clauses = clausesOf(typed);
  if (clauses.length === 0) return /[🛑⛔🚫🖕]/u.test(typed) ? "doubtful" : undefined;
  if (startsAgain(clauses.flatMap(({ tokens }) => tokens.map(wordOf)))) return "start";
  if (clauses.some(revokes) && clauses.every(isUnconditional)) return "stop";
  return isHeld(clauses) ? "doubtful" : undefined;
}

/** Returns whether a reply may contain a refusal. Then the answer to it must not ask for a confirmation. */
export function mayRefuse(text: string): boolean {
  const clauses = clausesOf(typedText(text));
  return clauses.length > 0 && !isPlain(clauses);
}

const is =
  (...names: readonly WordClass[]) =>
  ({ classes }: Token): boolean =>
    names.some((name) => classes.has(name));

const wordOf = ({ word }: Token): string => word;

const SENT: readonly WordClass[] = ["message", "write"];

function revokes({ tokens }: Clause): boolean {
  const isKept = tokens.some(is("not")) && tokens.some(is("stop", "leave", "end", "remove"));
  return !isKept && (hasRevokingGroup(tokens.map(wordOf)) || halts(tokens) || endsMessages(tokens) || refuses(tokens));
}

/** Returns whether a clause has no question, condition or time, and no word that could change its meaning. */
function isUnconditional({ tokens, isQuestion }: Clause): boolean {
  if (isQuestion || tokens.some(is("ask", "keep"))) return false;
  return tokens.every(
    ({ word, classes }) => (classes.size > 0 || GROUPED.has(word)) && !cuesOf(word, classes).has("when"),
  );
}

const PLACES = wordsOf("by at over off near sign signs light lights watch street and loss");
const BEFORE_NOUNS = wordsOf(
  "a an the der die das dem den am im l le la les un une du au el los il lo het een my our next last bus non full tram",
);

/** Matches stop words, as in "stop", "stop texting me"; not "the stop", "stop by". */
function halts(tokens: readonly Token[]): boolean {
  const place = tokens.findIndex(is("stop", "leave"));
  const word = tokens[place];
  if (word === undefined || tokens.some(is("not", "subject"))) return false;
  const next = tokens[place + 1]?.word ?? "";
  const isOther = BEFORE_NOUNS.has(tokens[place - 1]?.word ?? "") || PLACES.has(next) || /^\d{1,3}$/.test(next);
  const isNamed = tokens.some((token, at) => is("leave")(token) || (at !== place && is(...SENT, "list")(token)));
  return !isOther && (isNamed || (word.isStop && !tokens.some(is("want"))));
}

/** Matches words that end something, as in "cancel these messages", "remove my number", or just "cancel". */
function endsMessages(tokens: readonly Token[]): boolean {
  const place = tokens.findIndex(is("end", "remove"));
  const word = tokens[place];
  if (word === undefined || tokens.some((token) => is("subject")(token) || OWN.has(token.word))) return false;
  const others = tokens.filter((_, at) => at !== place);
  const isRemoved = is("remove")(word) && (others.some(is("list")) || ME.has(tokens[place + 1]?.word ?? ""));
  return isRemoved || others.some(is(...SENT)) || (others.length === 0 && word.isStop);
}

/** Words of recipients who take back their own message: "delete my last message". */
const OWN = wordsOf("my mein meine meinen mon ma mi mio mia mijn meu minha last deleted");

const ME = wordsOf("me us moi nous mich uns mij mi ons");

/** Matches refusals without a stop word: "no more texts", "do not contact me", "I don't want this". */
function refuses(tokens: readonly Token[]): boolean {
  const places = [...tokens.keys()].filter((at) => isPlusDe(tokens, at) || is("not")(tokens[at] as Token));
  return places.some((at) => refusesAt(tokens, at));
}

function refusesAt(tokens: readonly Token[], at: number): boolean {
  const [before, after] = [tokens.slice(0, at), tokens.slice(isPlusDe(tokens, at) ? at : at + 1)];
  const isSent = after.some(is(...SENT));
  if (tokens.some(is("want")))
    return after.some(is("receive", "message")) && !tokens.some(({ word }) => LESS_THAN_WANT.has(word));
  const first = after.find((token) => !is("filler", "more", "not")(token) || is("subject", ...SENT)(token));
  if (first === undefined || before.some(is("subject")) || is("subject")(first)) return false;
  if (tokens.some(({ word, classes }) => cuesOf(word, classes).has("received"))) return false;
  return isSent && (tokens.some(is("more")) || (is(...SENT)(first) && !isVague(after)));
}

/** Matches a word without an object, or with one that may be something else: "no mail", "don't send it". */
function isVague(after: readonly Token[]): boolean {
  const words = after.filter((token) => !is("filler", "these")(token) || ME.has(token.word));
  return words.length < 2;
}

/** Verbs after which a negation is no revocation: "no need to text back". "I don't need your texts" is one. */
const LESS_THAN_WANT = wordsOf("need rather prefer care necesito preciso");

/** Matches "plus de SMS", which in French revokes without a negation. */
function isPlusDe(tokens: readonly Token[], at: number): boolean {
  return tokens[at]?.word === "plus" && tokens.slice(at + 1, at + 3).some(is("message"));
}
