import type { Clause } from "./tokens.ts";
import { type Cue, cuesOf } from "./vocabulary.ts";

/** Words on either side of a refusing word that it may be about. */
const REACH = 8;
/** A refusing word says enough by itself in so few words. */
const SHORT = 3;
/** So few words leave open what is not wanted any more. */
const BRIEF = 7;
/** Most words that are read for cues: more than anybody types into an SMS. */
const MAX_WORDS = 300;

type Word = ReadonlySet<Cue>;

/** Whether a reply that no rule reads hints at a wish to stop: a refusing word near to what a person may refuse. */
export function hintsAtStop(clauses: readonly Clause[]): boolean {
  const read = readCues(clauses);
  const all = read.flatMap(({ words }) => words);
  const isStruck = all.some(has("away")) && all.some(has("list")) && !all.some(has("visit", "received"));
  if (isStruck || read.some((clause) => refuses(clause, all))) return true;
  return !read.some(({ words }) => isKept(words)) && (isAboutMessages(read, all) || isAboutNothing(clauses, all));
}

/** Whether a reply holds a word that refuses anything at all, or none that agrees, asks or is about a known matter. */
export function isNoPlainAnswer(clauses: readonly Clause[]): boolean {
  const read = readCues(clauses);
  const words = read.flatMap((clause) => clause.words);
  if (words.some(has("no", "away", "end", "law", "anger", "enough"))) return true;
  return !read.some(({ isQuestion }) => isQuestion) && !words.some(has("yes", "topic", "visit", "ask", "when"));
}

/** They show what a message or a number is named for. */
const EXPLAINS = ["received", "topic", "yes", "visit"] as const;

/** Names messages, a number or a consent without a matter, a thank or a question that explains it. */
function isAboutMessages(read: readonly ReadClause[], all: readonly Word[]): boolean {
  if (all.some(has(...EXPLAINS))) return false;
  return (
    all.length > 2 && read.some(({ words, isQuestion }) => !isQuestion && words.some(has("contact", "consent", "list")))
  );
}

/** In a language that is known, and about no matter that people answer about. */
function isAboutNothing(clauses: readonly Clause[], all: readonly Word[]): boolean {
  if (all.some(has(...EXPLAINS, "ask", "when", "own"))) return false;
  if (clauses.some(({ isQuestion }) => isQuestion)) return false;
  const tokens = clauses.flatMap((clause) => clause.tokens);
  if (tokens.some(({ word }) => /\d/.test(word))) return false;
  const known = tokens.filter(({ classes }, at) => classes.size > 0 || (all[at]?.size ?? 0) > 0).length;
  return new Set(tokens.map(({ word }) => word)).size >= SHORT && known > 0;
}

interface ReadClause {
  readonly words: readonly Word[];
  readonly isQuestion: boolean;
}

const has =
  (...cues: readonly Cue[]) =>
  (word: Word): boolean =>
    cues.some((cue) => word.has(cue));

function refuses({ words, isQuestion }: ReadClause, all: readonly Word[]): boolean {
  const holds = (...cues: readonly Cue[]) => words.some(has(...cues));
  if (holds("law") || (holds("no", "away") && holds("consent"))) return true;
  if (isKept(words)) return false;
  const isTopic = holds("topic");
  if (holds("only") && holds("paper") && !isTopic) return true;
  if (near(words, "no", "contact") && !holds("received") && (!isTopic || holds("receive"))) return true;
  if (near(words, "no", "more") && near(words, "no", "receive", "patron")) return true;
  if (near(words, "no", "receive", "list") && !holds("received") && !isTopic) return true;
  if (near(words, "away", "contact", "list", "me") && !isTopic) return true;
  if (near(words, "end", "contact", "list") || near(words, "enough", "contact")) return true;
  if (near(words, "verb", "particle") && !isTopic && !holds("visit")) return true;
  if (near(words, "end", "me") && !isTopic && !holds("visit", "when")) return true;
  if (words.length <= BRIEF && near(words, "patron", "no", "more") && !all.some(has("topic"))) return true;
  const isAsking = isQuestion || (words[0]?.has("ask") ?? false);
  const isAskedOff = isAsking && words.length <= BRIEF && holds("away") && holds("you", "these");
  if (isAskedOff && !holds("topic", "visit", "when")) return true;
  if (isQuestion) return false;
  if (
    holds("gone") ||
    (near(words, "cost", "contact", "me") && !words[0]?.has("ask")) ||
    near(words, "wake", "you", "me", "contact")
  )
    return true;
  const isOpen = near(words, "no", "want") || (near(words, "no", "more") && !holds("i"));
  if (words.length <= BRIEF && isOpen && !isTopic && !all.some(has("yes", "visit", "when"))) return true;
  return (
    !all.some(has("topic")) &&
    (holds("anger") || (words.length <= (holds("halt") ? SHORT : SHORT + 1) && holds("away", "enough")))
  );
}

/** "Don't stop": what is refused is the end. */
function isKept(words: readonly Word[]): boolean {
  return words.some((word, at) => word.has("halt") && words.slice(Math.max(at - 3, 0), at).some(has("no")));
}

function near(words: readonly Word[], refusing: Cue, ...about: readonly Cue[]): boolean {
  return words.some((word, at) => {
    if (!word.has(refusing)) return false;
    return words.some((other, place) => place !== at && Math.abs(place - at) <= REACH && has(...about)(other));
  });
}

function readCues(clauses: readonly Clause[]): readonly ReadClause[] {
  let budget = MAX_WORDS;
  return clauses.map(({ tokens, isQuestion }) => {
    const words = tokens.slice(0, budget).map(({ word, classes }) => cuesOf(word, classes));
    budget -= words.length;
    return { words, isQuestion };
  });
}
