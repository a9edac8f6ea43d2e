import { keptText } from "@relance/spec";
import { isHeld, isPlain } from "./leaning.ts";
import { type Clause, clausesOf, type Token, typedText } from "./tokens.ts";
import { cuesOf, GROUPED, hasRevokingGroup, startsAgain, type WordClass, wordsOf } from "./vocabulary.ts";

/**
 * What a reply asks for. `stop`: nothing but an end of the messages. `doubtful`: possibly their end, so an operator has
 * to judge the reply first. `start`: messages again.
 */
export type Wish = "stop" | "doubtful" | "start" | undefined;

/** Longest text that is judged as a whole. A refusal in a longer text would count little among the other words. */
const MAX_PART = 600;

/**
 * Reads what a reply in any of seven languages asks for. A reply that consists of a revocation and courtesies is a
 * `stop`; learned weights find any other reply that may revoke.
 */
export function readWish(text: string): Wish {
  const kept = keptText(text);
  if (/\[cut: \d+ characters\]$/.test(kept)) return "doubtful"; // the missing text may revoke
  const typed = typedText(kept);
  const parts = partsOf(typed);
  const [clauses, ...more] = parts;
  if (clauses === undefined) return /[🛑⛔🚫🖕]/u.test(typed) ? "doubtful" : undefined;
  if (more.length === 0) {
    if (startsAgain(clauses.flatMap(({ tokens }) => tokens.map(wordOf)))) return "start";
    if (clauses.some(revokes) && clauses.every(isUnconditional)) return "stop";
  }
  return parts.some((part) =>
    isHeld(
      part,
      part.some((clause) => !clause.isQuestion && revokes(clause)),
    ),
  )
    ? "doubtful"
    : undefined;
}

/** Returns whether a reply may refuse messages. The answer to such a reply must not ask for a confirmation. */
export function mayRefuse(text: string): boolean {
  return partsOf(typedText(keptText(text))).some((part) => !isPlain(part));
}

/** Divides a text between words into parts of at most {@link MAX_PART} characters, without the parts that have no word. */
function partsOf(typed: string): readonly (readonly Clause[])[] {
  const parts = typed.length <= MAX_PART ? [typed] : (typed.match(PART) ?? []);
  return parts.map(clausesOf).filter((clauses) => clauses.length > 0);
}

const PART = new RegExp(`[^]{1,${MAX_PART}}(?![^\\s])|[^]{1,${MAX_PART}}`, "g");

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

const ONE_MESSAGE = wordsOf(
  "text txt message msg mail email notification reminder alert newsletter nachricht mitteilung erinnerung benachrichtigung mensaje mensajito msj aviso correo recordatorio notificacion messaggio messaggino avviso promemoria bericht berichtje smsje herinnering melding mensagem lembrete courriel mel texto rappel alerte",
);
const NUMBER = wordsOf("number num numero nummer nr phone cell telefono telefone contact contacto contato name file");
const MAIL = wordsOf("mail mails email emails mel mels courriel courriels correo correos letter letters");
const ACCOUNT = wordsOf("account konto compte cuenta conto conta profile");
const THE = wordsOf(
  "the that le la l ce cet cette den die das der dem el ese esa il quel quella het de dat o a esse essa",
);
const THIS = wordsOf("this diesen diese dieses dieser este esta questo questa deze dit");
const HERE = wordsOf("here there hier ici dort qui aqui ahi aca daar");
const ABOUT = wordsOf("about sobre uber ueber over davon daruber");

/** Returns whether a clause may concern mail, an account, one message, one number or a place: "delete it", "stop here". */
function isOfOneThing(tokens: readonly Token[]): boolean {
  const sent = tokens.filter(is("message"));
  if (sent.length > 0 && sent.every(({ word }) => MAIL.has(word))) return true;
  return tokens.some(({ word }, at) => {
    const [second, first] = [tokens[at - 2]?.word ?? "", tokens[at - 1]?.word ?? ""];
    if (ONE_MESSAGE.has(word)) return [first, second].some((before) => THE.has(before) || THIS.has(before));
    if (ACCOUNT.has(word)) return true;
    if (NUMBER.has(word)) return THE.has(first);
    const verb = tokens[at - 1];
    if (verb === undefined) return false;
    if (HERE.has(word)) return is("stop", "leave", "end")(verb);
    return ABOUT.has(word) || word === "it" ? is("end", "remove", "write")(verb) : false;
  });
}

/** Returns whether a clause has no question, condition or time, and no word that could change its meaning. */
function isUnconditional({ tokens, isQuestion }: Clause): boolean {
  if (isQuestion || tokens.some(is("ask", "keep")) || isOfOneThing(tokens)) return false;
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
  if (word === undefined || tokens.some(is("subject"))) return false;
  const others = tokens.filter((_, at) => at !== place);
  if (is("remove")(word) && (others.some(is("list")) || ME.has(tokens[place + 1]?.word ?? ""))) return true;
  if (is("remove")(word) || tokens.some((token) => OWN.has(token.word))) return false;
  return (
    others.some((token) => is(...SENT)(token) && !ONE_MESSAGE.has(token.word)) || (others.length === 0 && word.isStop)
  );
}

/** Words about the recipient's own message: "delete my last message". */
const OWN = wordsOf("my mein meine meinen mon ma mi mio mia mijn meu minha last deleted");

const ME = wordsOf("me us moi m nous mich mir uns mij mi ons");

/** Matches refusals without a stop word: "no more texts", "do not contact me", "I don't want this". */
function refuses(tokens: readonly Token[]): boolean {
  const places = [...tokens.keys()].filter((at) => isPlusDe(tokens, at) || is("not")(tokens[at] as Token));
  return places.some((at) => refusesAt(tokens, at));
}

function refusesAt(tokens: readonly Token[], at: number): boolean {
  const [before, after] = [tokens.slice(0, at), tokens.slice(isPlusDe(tokens, at) ? at : at + 1)];
  const isSent = after.some(is(...SENT)) || (before.some(is("write")) && tokens.some(({ word }) => ME.has(word)));
  if (tokens.some(is("want")))
    return (
      after.some(
        (token, place) => is("receive")(token) || (is("message")(token) && !TO.has(after[place - 1]?.word ?? "")),
      ) && !tokens.some(({ word }) => LESS_THAN_WANT.has(word))
    );
  if (/\bcontact (?:num|number|details|info)\b/.test(after.map(wordOf).join(" "))) return false; // a number is missing
  const first =
    after.find((token) => !is("filler", "more", "not")(token) || is("subject", ...SENT)(token)) ??
    before.find(is("write"));
  if (first === undefined || before.some(is("subject")) || is("subject")(first)) return false;
  if (tokens.some(({ word, classes }) => RECEIVES.has(word) || cuesOf(word, classes).has("received"))) return false;
  return isSent && (tokens.some(is("more")) || (is(...SENT)(first) && !isVague(after)));
}

/** Verbs of a recipient who reports that no message comes. */
const RECEIVES = wordsOf(
  "receiving getting recois recevons recu bekomme kriege erhalte recibo llegan ricevo ontvang krijg recebo",
);

/** Matches a word without an object, or with one that may be something else: "no mail", "don't send it". */
function isVague(after: readonly Token[]): boolean {
  const words = after.filter((token) => !is("filler", "these")(token) || ME.has(token.word));
  return words.length < 2;
}

/** Words before a verb: in "I don't want to text", the recipient is the one who texts. */
const TO = wordsOf("to wanna");

/** Verbs whose negation is no revocation: "no need to text back". */
const LESS_THAN_WANT = wordsOf("need rather prefer care necesito preciso");

/** Matches the French "plus de SMS", which revokes without a negation. */
function isPlusDe(tokens: readonly Token[], at: number): boolean {
  return tokens[at]?.word === "plus" && tokens.slice(at + 1, at + 3).some(is("message"));
}
