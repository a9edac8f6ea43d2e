import { featuresOf, isHeld, isPlain, KEPT } from "./leaning.ts";
import { type Clause, clausesOf, type Token, typedText } from "./tokens.ts";
import { cuesOf, phraseIn, startsAgain, type WordClass, wordsOf } from "./vocabulary.ts";

/**
 * Whether a reply revokes consent. `stop`: a reasonable reader understands it so. `doubtful`: possibly, so nothing may
 * be sent before a person has read it. `start`: it asks for messages again.
 */
export type Wish = "stop" | "doubtful" | "start" | undefined;

/** Reads this in any of seven languages, even in a longer text: "ok but stop texting me" revokes. */
export function readWish(text: string): Wish {
  const typed = typedText(text);
  const clauses = clausesOf(typed);
  if (clauses.length === 0) return /[🛑⛔🚫🖕]/u.test(typed) ? "doubtful" : undefined;
  const words = clauses.flatMap(({ tokens }) => tokens.map(({ word }) => word));
  const found = clauses.map((clause) => readClause(clause, clauses.length === 1));
  const isStopping = found.some((verdict) => verdict !== undefined);
  if (startsAgain(words, isStopping)) return "start";
  if (!isStopping) return phraseIn(words) === undefined && !isHeld(unread(clauses)) ? undefined : "doubtful";
  const isLimited = clauses.some(({ tokens }) => tokens.some(is("keep")));
  return found.includes("stop") && !isLimited ? "stop" : "doubtful";
}

/** Whether a reply may contain a refusal, so that no answer to it may ask for a confirmation. */
export function mayRefuse(text: string): boolean {
  const clauses = clausesOf(typedText(text));
  return clauses.length > 0 && !isPlain(unread(clauses));
}

/** What the weights are trained on (`scripts/weigh-replies.ts`). */
export function featuresIn(text: string): readonly string[] {
  return featuresOf(unread(clausesOf(typedText(text))));
}

/** The clauses, with a mark in place of each stop word that is negated: "don't stop". */
function unread(clauses: readonly Clause[]): readonly Clause[] {
  return clauses.map((clause) => {
    if (readClause(clause, clauses.length === 1) !== undefined) return clause;
    const tokens = clause.tokens.map((token, at) => {
      const isKept = is("stop", "leave")(token) && isNegated(clause.tokens, at);
      return isKept ? { ...token, word: KEPT, classes: new Set<WordClass>() } : token;
    });
    return { ...clause, tokens };
  });
}

/** "Don't stop", "do not ever stop". */
function isNegated(tokens: readonly Token[], at: number): boolean {
  const [before, last] = [tokens[at - 2], tokens[at - 1]];
  if (last === undefined) return false;
  return is("not")(last) || (before !== undefined && is("not")(before) && !isOther(last));
}

type Verdict = "stop" | "maybe" | undefined;

const is =
  (...names: readonly WordClass[]) =>
  ({ classes }: Token): boolean =>
    names.some((name) => classes.has(name));

/** A word without a relevant meaning. */
const isOther = ({ classes, isNear }: Token) => classes.size === 0 && !isNear;
const SENT: readonly WordClass[] = ["message", "write"];

function readClause(clause: Clause, isAlone: boolean): Verdict {
  const { tokens, isQuestion } = clause;
  const words = tokens.map(({ word }) => word);
  const phrase = phraseIn(words);
  const others = tokens.filter(isOther).length;
  const isPlain = !isQuestion && !tokens.some(is("ask"));
  if (phrase === "stop" && isPlain && others <= 2 && !tokens.some(is("keep"))) return "stop";
  const verdicts = [phrase && "maybe", halting(clause), ending(clause, isAlone), refusing(clause)] as const;
  if (verdicts.includes("stop")) return isPlain && others === 0 ? "stop" : "maybe";
  return verdicts.includes("maybe") ? "maybe" : undefined;
}

/** Stop words: "stop", "stop texting me", "unsubscribe me from this list". */
function halting(clause: Clause): Verdict {
  const { tokens } = clause;
  const place = tokens.findIndex((token, at) => isHalt(token, clause, at));
  const halt = tokens[place];
  if (halt === undefined) return undefined;
  const isClear = !tokens.some(is("not", "subject")) && tokens.every((token) => !isOther(token) && !token.isNear);
  const isNamed =
    (halt.isStop && !tokens.some(is("want"))) ||
    tokens.some(is("leave")) ||
    tokens.some((token, at) => at !== place && is(...SENT, "list")(token));
  return isClear && isNamed && !isNoun(tokens, place) ? "stop" : "maybe";
}

function isHalt(token: Token, clause: Clause, at: number): boolean {
  if (token.isNear)
    return clause.tokens.length <= (is("filler")(token) ? 1 : 3) && clause.tokens.filter(isOther).length === 0;
  return is("stop", "leave")(token) && !isHarmless(clause, at);
}

const WHY = wordsOf("why pourquoi warum wieso perche porque waarom");
const CANNOT = wordsOf("cant cannot unable couldnt kann puedo posso riesco arrive peux kan consigo");
const SAYING = wordsOf(
  "said told asked say saying texted sent replied wrote typed dit dire gesagt sagen dije decir detto gezegd zeggen disse dizer",
);
const PLACES = wordsOf("by at over off near sign signs light lights watch street and loss");
const BEFORE_NOUNS = wordsOf(
  "a an the der die das dem den am im l le la les un une du au el los il lo het een my our next last bus non full tram",
);
const INFINITIVE = wordsOf("to will should must can may might gonna ll shall did do does");
const MEANING = /^(?:mean|means|meaning|signif\w*|bedeut\w*|heisst|betekent|vuol|decir)$/;

/** The stop word is about something else: a bus stop, "I had to stop the tablets", "don't stop". */
function isHarmless({ tokens, isQuestion }: Clause, at: number): boolean {
  const before = breathBefore(tokens, at);
  const after = tokens.slice(at + 1);
  const next = after[0];
  const isAboutUs = [...before, ...after].some(is(...SENT)) || is("leave")(tokens[at] as Token);
  if (isQuestion && tokens.some(({ word }) => MEANING.test(word))) return true;
  if (before.slice(-3).some((token) => is("not")(token)) && !isNoOf(tokens, at)) {
    const isAsking = before.some(({ word }) => WHY.has(word)) || /^(?:you|vous|sie|u)$/.test(before.at(-1)?.word ?? "");
    return !isAsking && !(isAboutUs && before.some(({ word }) => CANNOT.has(word)));
  }
  if (isAboutUs || after.some(is("list"))) return false;
  const content = after.find((token) => !is("filler", "these")(token));
  const hasObject = content !== undefined && isOther(content);
  if (hasObject && (before.some(is("want")) || INFINITIVE.has(before.at(-1)?.word ?? ""))) return true;
  if (before.some(is("want"))) return false;
  if (before.some(({ word }) => SAYING.has(word))) return hasObject;
  if (before.some(is("subject")))
    return after.some(isOther) || (tokens.length > 3 && !tokens.some(is("ask")) && !after.some(is("these")));
  if (next !== undefined && PLACES.has(next.word) && after[1]?.word !== "once") return true;
  const hasOthers = tokens.some(isOther);
  if (isQuestion && hasOthers && tokens.slice(0, at).some(is("subject"))) return true;
  if (isNoun(tokens, at)) return hasOthers;
  const last = before.at(-1);
  if (last !== undefined && isOther(last)) return next !== undefined;
  return hasObject && (isQuestion || before.some(isOther));
}

function isNoun(tokens: readonly Token[], at: number): boolean {
  return BEFORE_NOUNS.has(tokens[at - 1]?.word ?? "");
}

/** "No stop", "no stop texting me": "no" is an answer, followed by the stop word. */
function isNoOf(tokens: readonly Token[], at: number): boolean {
  return /^no+$/.test(tokens[at - 1]?.word ?? "") && (tokens[at]?.word.startsWith("stop") ?? false);
}

/** Words that end their object: "cancel these messages", "remove my number", or just "cancel". */
function ending({ tokens }: Clause, isAlone: boolean): Verdict {
  const place = tokens.findIndex(is("end", "remove"));
  const word = tokens[place];
  if (word === undefined || tokens.slice(0, place).slice(-3).some(is("not"))) return undefined;
  const others = tokens.filter((token, at) => at !== place && !is("filler", "more")(token));
  const hasObject =
    others.some(is(...SENT)) ||
    (is("remove")(word) && others.some(is("list"))) ||
    (is("remove")(word) && isMe(tokens[place + 1]));
  if (hasObject) return tokens.some(is("subject")) ? "maybe" : "stop";
  if (tokens.some(is("these"))) return tokens.some(is("subject")) ? undefined : "maybe";
  if (others.length > 0) return undefined;
  return isAlone && tokens.length === 1 && word.isStop ? "stop" : "maybe";
}

function isMe(token: Token | undefined): boolean {
  return /^(?:me|us|moi|nous|mich|uns|mij|mi|ons)$/.test(token?.word ?? "");
}

/** Refusals without a stop word: "no more texts", "do not contact me", "I don't want this", "why do you text me". */
function refusing({ tokens }: Clause): Verdict {
  const isAsked =
    tokens.some(({ word }) => WHY.has(word)) &&
    tokens.some(({ word, ...one }) => STILL.has(word) || is("write")({ word, ...one }));
  const written = tokens.findIndex(is("write"));
  const isLimited =
    tokens.slice(0, Math.max(0, written)).some(is("keep")) && !tokens.slice(0, written).some(is("subject"));
  if (isAsked || isLimited) return "maybe";
  const verdicts = tokens.map((_, at) => refusalAt(tokens, at));
  return verdicts.includes("stop") ? "stop" : verdicts.find((verdict) => verdict !== undefined);
}

function refusalAt(tokens: readonly Token[], at: number): Verdict {
  const isPlus = isPlusDe(tokens, at);
  if (!isPlus && !is("not")(tokens[at] as Token)) return undefined;
  const before = breathBefore(tokens, at);
  const after = tokens.slice(isPlus ? at : at + 1);
  const others = after.filter(isOther).length;
  const isSent = after.some(is(...SENT));
  const isMore = [...before, ...after].some(is("more"));
  if (others > 3) return undefined;
  const sure = others === 0 ? "stop" : "maybe";
  if (tokens.slice(at - before.length).some(is("want"))) {
    const isNeed = [...before, ...after].some(({ word }) => LESS_THAN_WANT.has(word));
    if (isSent || after.some(is("receive"))) return isNeed ? "maybe" : sure;
    return others === 0 ? "maybe" : undefined;
  }
  const first = after.find((token) => !is("filler", "more", "not")(token) || is("subject", ...SENT)(token));
  if (before.some(is("subject")) || (first !== undefined && is("subject")(first))) return undefined;
  if (tokens.some(({ word, classes }) => cuesOf(word, classes).has("received"))) return undefined;
  if (isSent && (isMore || (first !== undefined && is(...SENT)(first)))) return sure;
  const isBare = isMore && others === 0 && (after.length <= 2 || after.some(is("receive")));
  return isBare ? "maybe" : undefined;
}

const STILL = wordsOf("still keep keeps noch standig dauernd toujours encore sigue sigo siguen ancora nog ainda");
/** "No need to text back" is no revocation, "I don't need your texts" is one. */
const LESS_THAN_WANT = wordsOf("need rather prefer care necesito preciso");
const JOINING = wordsOf(
  "and but or so et mais donc alors und aber oder also y pero entonces e ma quindi en maar of dus mas entao",
);

/** The words before a word, back to the last "and" or "but". */
function breathBefore(tokens: readonly Token[], at: number): readonly Token[] {
  const before = tokens.slice(0, at);
  return before.slice(before.findLastIndex(({ word }) => JOINING.has(word)) + 1);
}

/** "Plus de SMS", in French without a negation. */
function isPlusDe(tokens: readonly Token[], at: number): boolean {
  if (tokens[at]?.word !== "plus") return false;
  return tokens.slice(at + 1, at + 3).some(is("message"));
}
