/** Texts of answers to SMS replies. The placeholders are `{subject}`, `{how}` and `{list}`. */
export interface ReplyTexts {
  readonly confirmed: string;
  readonly late: string;
  /** Sent after a reply that was recorded but does not confirm. */
  readonly noted: string;
  /** Sent after a reply that relance could not interpret. */
  readonly unclear: string;
  /** Sent after a reply that may be a refusal. This text must not ask the recipient for anything. */
  readonly kept: string;
  /** Sent after the deadline if relance could not interpret the reply. */
  readonly over: string;
  /** Sent if relance could not interpret the reply of a recipient who had asked for help. */
  readonly helping: string;
  /** Sent if the enrollment was cancelled. */
  readonly withdrawn: string;
  /** Sent if several enrollments of this phone number are open. `{list}` contains one {@link choice} per enrollment. */
  readonly ambiguous: string;
  readonly choice: string;
  readonly help: string;
  readonly resumed: string;
  /** Confirms a STOP. This text must neither ask for nor advertise anything. */
  readonly stopped: string;
  /** States how to confirm by reply. The text {@link or} joins the words that confirm. */
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

/** French texts use only the GSM alphabet: one other character would shorten an SMS to 70 characters. */
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

/** The names of the texts. */
export const REPLY_TEXTS = Object.keys(en) as readonly (keyof ReplyTexts)[];

/** Texts by language, which replace the built-in ones. A new language without all texts is replaced by English. */
export type ReplyTextsOverride = Readonly<Record<string, Partial<ReplyTexts>>>;

/** Returns the texts for the exact tag (`fr-CA`), else for its language (`fr`), else in English. */
export function replyTexts(locale: string | undefined, override: ReplyTextsOverride = {}): ReplyTexts {
  const tag = (locale ?? "en").replace("_", "-").toLowerCase();
  const base = tag.split("-", 1)[0] ?? "en";
  const own = new Map(Object.entries(override).map(([name, texts]) => [name.toLowerCase(), texts]));
  return { ...(base === "fr" ? fr : en), ...own.get(base), ...own.get(tag) };
}

/** Replaces placeholders. An empty value also removes the space before it. No full stop follows a final `?`. */
export function fillText(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/( ?)\{(\w+)\}(\.?)/g, (place, blank: string, name: string, stop: string) => {
    const value = values[name];
    if (value === undefined) return place;
    return value === "" ? stop : `${blank}${value}${/[?!…]$/.test(value) ? "" : stop}`;
  });
}
