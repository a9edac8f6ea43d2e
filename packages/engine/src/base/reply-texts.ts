/** Texts that answer SMS replies, with the placeholders `{subject}`, `{how}` and `{list}`. */
export interface ReplyTexts {
  /** Sent to a recipient who has confirmed, now or earlier. */
  readonly confirmed: string;
  /** Sent to a recipient who confirmed after the deadline. */
  readonly late: string;
  /** Sent if the reply was recorded, but is not a confirmation. */
  readonly noted: string;
  /** Sent if the reply was not understood and the enrollment is open. */
  readonly unclear: string;
  /** Sent if the reply was not understood and may be a refusal. This text must not ask for anything. */
  readonly kept: string;
  /** Sent if the reply was not understood and the deadline has passed. */
  readonly over: string;
  /** The reply was not understood. The recipient asked for help before, so the sender will contact the recipient. */
  readonly helping: string;
  /** Sent if the sender has withdrawn the enrollment. */
  readonly withdrawn: string;
  /** Sent if several enrollments of this phone number are open. */
  readonly ambiguous: string;
  /** One of several open enrollments, as a line of the list. */
  readonly choice: string;
  readonly help: string;
  readonly resumed: string;
  /** Confirms a STOP. This text may contain `{subject}` only, and must neither ask for nor advertise anything. */
  readonly stopped: string;
  /** Describes how to confirm by reply; {@link or} joins several ways. */
  readonly byReply: string;
  readonly byLink: string;
  readonly or: string;
  readonly how: string;
}

const en: ReplyTexts = {
  confirmed: "Confirmed: {subject}. There is nothing more to do.",
  late: "Recorded after the deadline: {subject}.",
  noted: "Noted, but not confirmed yet: {subject}. {how}",
  unclear: "Your message was kept, but it confirms nothing: {subject}. Reply STOP to end our messages. {how}",
  kept: "Your message was kept for the sender to read: {subject}. Reply STOP to end our messages.",
  over: "The deadline is over: {subject}. Your answer can still be recorded. {how}",
  helping: "Your message was kept, and the sender knows that you need help: {subject}. {how}",
  withdrawn: "No longer needed: {subject}. There is nothing to do.",
  ambiguous: "You have several open requests. Reply {list}.",
  choice: "{word} for {subject}",
  help: "{subject}. {how}",
  resumed: "Our messages will reach you again: {subject}. {how}",
  stopped: "You will get no more messages from us on this number. Reply START to get them again.",
  byReply: "reply {word}",
  byLink: "open {link}",
  or: " or ",
  how: "To confirm, {ways}",
};

/** The French texts use only the GSM alphabet, because other characters more than halve the length of an SMS. */
const fr: ReplyTexts = {
  confirmed: "Confirmé : {subject}. Vous n'avez plus rien à faire.",
  late: "Enregistré après la date limite : {subject}.",
  noted: "C'est noté, mais pas encore confirmé : {subject}. {how}",
  unclear: "Message conservé, mais il ne confirme rien : {subject}. Répondez STOP pour vous désabonner. {how}",
  kept: "Votre message est conservé pour l'expéditeur : {subject}. Répondez STOP pour vous désabonner.",
  over: "La date limite est passée : {subject}. Votre réponse peut encore y parvenir. {how}",
  helping: "Votre message est conservé ; l'expéditeur sait que vous avez besoin d'aide : {subject}. {how}",
  withdrawn: "Ce n'est plus nécessaire : {subject}. Vous n'avez rien à faire.",
  ambiguous: "Plusieurs demandes sont ouvertes. Répondez {list}.",
  choice: "{word} pour {subject}",
  help: "{subject}. {how}",
  resumed: "Nos messages vous parviendront de nouveau : {subject}. {how}",
  stopped: "Vous ne recevrez plus nos messages sur ce numéro. Répondez START pour les recevoir de nouveau.",
  byReply: "répondez {word}",
  byLink: "ouvrez {link}",
  or: " ou ",
  how: "Pour confirmer, {ways}",
};

/** The built-in texts by language. A language that you add starts from the English texts. */
export type ReplyTextsOverride = Readonly<Record<string, Partial<ReplyTexts>>>;

/** Returns the texts for a language: an exact match (`fr-CA`), else its primary tag (`fr`), else English. */
export function replyTexts(locale: string | undefined, override: ReplyTextsOverride = {}): ReplyTexts {
  const tag = (locale ?? "en").replace("_", "-").toLowerCase();
  const base = tag.split("-", 1)[0] ?? "en";
  const own = new Map(Object.entries(override).map(([name, texts]) => [name.toLowerCase(), texts]));
  return { ...(base === "fr" ? fr : en), ...own.get(base), ...own.get(tag) };
}

/** Replaces placeholders. An empty value also removes the space before it, and the full stop after a question. */
export function fillText(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/( ?)\{(\w+)\}(\.?)/g, (place, blank: string, name: string, stop: string) => {
    const value = values[name];
    if (value === undefined) return place;
    return value === "" ? stop : `${blank}${value}${/[?!…]$/.test(value) ? "" : stop}`;
  });
}
