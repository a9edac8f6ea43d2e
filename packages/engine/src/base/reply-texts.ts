/** What a recipient who replied by SMS may be told. `{subject}`, `{how}` and `{list}` are filled in. */
export interface ReplyTexts {
  /** It is confirmed, just now or before. */
  readonly confirmed: string;
  /** The same, but the deadline was over. */
  readonly late: string;
  /** Recorded, and not enough to confirm. */
  readonly noted: string;
  /** No rule could read it, and the enrollment is open. */
  readonly unclear: string;
  /** The same, and the deadline is over. */
  readonly over: string;
  /** No rule could read it, and the recipient has asked for help before: the enrollment is with the sender. */
  readonly helping: string;
  /** The sender has withdrawn the enrollment. */
  readonly withdrawn: string;
  /** Several enrollments are open on this phone. */
  readonly ambiguous: string;
  /** One of those enrollments. */
  readonly choice: string;
  readonly help: string;
  readonly resumed: string;
  /** The confirmation of a STOP. Only `{subject}` is filled in: nothing may be asked or advertised here. */
  readonly stopped: string;
  /** Ways to confirm, put together by {@link or}. */
  readonly byReply: string;
  readonly byLink: string;
  readonly or: string;
  /** Around those ways. */
  readonly how: string;
}

const en: ReplyTexts = {
  confirmed: "Confirmed: {subject}. There is nothing more to do.",
  late: "Recorded after the deadline: {subject}.",
  noted: "Noted, but not confirmed yet: {subject}. {how}",
  unclear: "Your message was kept, but it confirms nothing: {subject}. {how}",
  over: "The deadline is over: {subject}. Your answer can still be recorded. {how}",
  helping: "Your message was kept, and the sender knows that you need help: {subject}. {how}",
  withdrawn: "No longer needed: {subject}. There is nothing to do.",
  ambiguous: "You have several open matters. Reply {list}.",
  choice: "{word} for {subject}",
  help: "{subject}. {how}",
  resumed: "Our messages will reach you again: {subject}. {how}",
  stopped: "You will get no more messages from us on this number. Reply START to get them again.",
  byReply: "reply {word}",
  byLink: "open {link}",
  or: " or ",
  how: "To confirm, {ways}",
};

/** Within the GSM alphabet: one character outside of it more than halves what fits into an SMS. */
const fr: ReplyTexts = {
  confirmed: "Confirmé : {subject}. Vous n'avez plus rien à faire.",
  late: "Enregistré après la date limite : {subject}.",
  noted: "C'est noté, mais pas encore confirmé : {subject}. {how}",
  unclear: "Votre message est conservé, mais il ne confirme rien : {subject}. {how}",
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

/** The built-in texts by language; a further one starts from English. */
export type ReplyTextsOverride = Readonly<Record<string, Partial<ReplyTexts>>>;

/** Texts in the recipient's language: as it stands (`fr-CA`), else by its first part (`fr`), else English. */
export function replyTexts(locale: string | undefined, override: ReplyTextsOverride = {}): ReplyTexts {
  const tag = (locale ?? "en").replace("_", "-").toLowerCase();
  const base = tag.split("-", 1)[0] ?? "en";
  const own = new Map(Object.entries(override).map(([name, texts]) => [name.toLowerCase(), texts]));
  return { ...(base === "fr" ? fr : en), ...own.get(base), ...own.get(tag) };
}

/** Puts values in place; one that is empty takes the blank before it along, a question the full stop behind it. */
export function fillText(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/( ?)\{(\w+)\}(\.?)/g, (place, blank: string, name: string, stop: string) => {
    const value = values[name];
    if (value === undefined) return place;
    return value === "" ? stop : `${blank}${value}${/[?!…]$/.test(value) ? "" : stop}`;
  });
}
