import type { ConfirmationView, ConfirmationWords, OfferedAnswer } from "@relance/spec";
import { element, markField, noticeBox, type PageElement, type PageNode } from "./element.ts";
import {
  chooseLocale,
  isSameLanguage,
  languageLinks,
  type PageLanguage,
  type PageLanguages,
} from "./page-languages.ts";
import type { PageView } from "./page-response.ts";
import { fill, type Notice, type PageTexts } from "./page-texts.ts";

interface Standing {
  readonly notice: Notice;
  readonly isSettled: boolean;
}

/** For each effect of an answer, the key of the notice that the page shows next. */
const NOTICE_OF: Readonly<Record<OfferedAnswer["effect"], string>> = {
  close: "done",
  snooze: "promise",
  "next-contact": "wrong-person",
  "call-me": "help",
};

function decideStanding(confirmation: ConfirmationView, texts: PageTexts): Standing | undefined {
  const { answer, state } = confirmation;
  const effect = confirmation.answers.find(({ name }) => name === answer)?.effect;
  if (state === "acknowledged") {
    const isSecondThought = effect !== undefined && effect !== "close";
    const notice = isSecondThought ? texts.secondThought : texts.settled;
    return { notice, isSettled: !isSecondThought };
  }
  if (answer === undefined) {
    return state === "cancelled" ? { notice: texts.withdrawn, isSettled: false } : undefined;
  }
  const isOpen = state === "pending" || state === "active";
  if (!isOpen && (effect === "snooze" || effect === "close")) {
    return { notice: texts.recorded.other, isSettled: false }; // relance sends no reminder after this answer
  }
  const likeIt = effect === undefined ? undefined : ownValue(texts.recorded, NOTICE_OF[effect]);
  return { notice: ownValue(texts.recorded, answer) ?? likeIt ?? texts.recorded.other, isSettled: false };
}

function formatDeadline(deadline: Date, locale: string, timeZone = "UTC"): string {
  const form: Intl.DateTimeFormatOptions = {
    weekday: "long",
    day: "numeric",
    month: "long",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    timeZoneName: "short",
  };
  try {
    return deadline.toLocaleString(locale, { ...form, timeZone });
  } catch {
    return deadline.toLocaleString("en", { ...form, timeZone: "UTC" }); // fallback for an unknown zone or language
  }
}

export const FACTOR_FIELD = "factor";

function factorField(
  { factor, state }: ConfirmationView,
  ask: string | undefined,
  texts: PageTexts,
): readonly PageElement[] {
  if (factor === undefined || ask === undefined || state === "acknowledged") return [];
  const { triesLeft, isWrong } = factor;
  if (triesLeft === 0) return [element("p", { class: "notice late" }, texts.factorOver)];
  const wrong = fill(texts.factorWrong, { tries: String(triesLeft) });
  return [
    isWrong ? [element("p", { class: "notice late", role: "status" }, wrong)] : [],
    element("label", { for: FACTOR_FIELD }, ask),
    element("input", {
      type: "text",
      class: "field",
      id: FACTOR_FIELD,
      name: FACTOR_FIELD,
      maxlength: "100",
      autocomplete: "off",
      "aria-describedby": "factor-hint",
    }),
    element("p", { class: "quiet", id: "factor-hint" }, texts.factorHint),
  ].flat();
}

export function acknowledgeView(
  confirmation: ConfirmationView,
  language: PageLanguage,
  languages: PageLanguages,
): PageView {
  const { texts } = language;
  const words = wordsFor(confirmation, language);
  const { subject } = words;
  const standing = decideStanding(confirmation, texts);
  const main = element(
    "main",
    {},
    texts.sender === undefined ? undefined : element("p", { class: "sender" }, texts.sender),
    element("h1", { lang: otherLanguage(words.locale, language.tag) }, subject),
    standing === undefined ? undefined : standingBox(confirmation, standing, words, texts),
    deadlineLine(confirmation, words, language),
    deepLink(confirmation.deepLink, texts.deepLink),
    answerForm(confirmation, words, texts),
    element("p", { class: "quiet" }, texts.note),
  );
  const title = standing === undefined ? subject : `${standing.notice.title} – ${subject}`;
  return { title, body: [main, languageLinks(languages, language)] };
}

/** Returns the `lang` attribute of a text in another language than the page, for screen readers. */
function otherLanguage(written: string | undefined, spoken: string): string | undefined {
  return written === undefined || isSameLanguage(written, spoken) ? undefined : written;
}

function standingBox(
  confirmation: ConfirmationView,
  standing: Standing,
  words: ConfirmationWords,
  texts: PageTexts,
): PageElement {
  const { answer } = confirmation;
  const { notice, isSettled } = standing;
  const said = answer === undefined ? [] : [fill(texts.current, { answer: answerLabel(texts, words, answer) })];
  return noticeBox(notice, isSettled ? "good" : "plain", ...said);
}

function deadlineLine(confirmation: ConfirmationView, words: ConfirmationWords, language: PageLanguage): PageElement {
  const { late, lateHelp, deadline, deadlineAnswered } = language.texts;
  const isSettled = confirmation.state === "acknowledged";
  const isAnswered = isSettled || confirmation.answer !== undefined;
  if (!confirmation.late) {
    return element("p", {}, ...withTime(isAnswered ? deadlineAnswered : deadline, confirmation, language));
  }
  return element(
    "div",
    { class: "notice late" },
    element("p", {}, ...withTime(late, confirmation, language)),
    isSettled ? undefined : element("p", {}, words.afterDeadline ?? lateHelp),
  );
}

function withTime(text: string, confirmation: ConfirmationView, language: PageLanguage): readonly PageNode[] {
  const [before = "", after = ""] = text.split("{deadline}", 2);
  const spoken = formatDeadline(confirmation.deadline, language.region, confirmation.timezone);
  const time = element("time", { datetime: confirmation.deadline.toISOString() }, element("strong", {}, spoken));
  return text.includes("{deadline}") ? [before, time, after] : [text];
}

function deepLink(address: string | undefined, label: string): PageElement | undefined {
  const isWeb = address !== undefined && URL.canParse(address) && /^https?:/i.test(address);
  return isWeb ? element("a", { class: "link", href: address, rel: "noreferrer noopener" }, label) : undefined;
}

function answerForm(confirmation: ConfirmationView, words: ConfirmationWords, texts: PageTexts): PageElement {
  const buttons = confirmation.answers.map(({ name }) =>
    element("button", { type: "submit", name: "answer", value: name }, answerLabel(texts, words, name)),
  );
  return element(
    "form",
    { method: "post" },
    markField("acknowledge"),
    element(
      "fieldset",
      {},
      element("legend", {}, confirmation.answer === undefined ? texts.question : texts.change),
      ...factorField(confirmation, words.factor, texts),
      ...buttons,
    ),
  );
}

/** Returns a button's label: from the campaign, the page's texts, or the answer's name (`call-me`: "Call me"). */
export function answerLabel(texts: PageTexts, { labels }: Pick<ConfirmationWords, "labels">, answer: string): string {
  const named = ownValue(labels, answer) ?? ownValue(texts.answers, answer);
  if (named !== undefined) return named;
  const words = answer.replaceAll(/[-_]+/g, " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** Ignores inherited properties, because an answer may have the name `constructor`. */
function ownValue<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

export function writtenLocales({ words }: ConfirmationView): readonly string[] {
  return words.flatMap(({ locale }) => locale ?? []);
}

/** Returns the campaign's texts in the page's language, or else the campaign's first texts. */
export function wordsFor(confirmation: ConfirmationView, { tag, region }: PageLanguage): ConfirmationWords {
  const { words } = confirmation;
  const chosen = chooseLocale([region, tag], writtenLocales(confirmation));
  const [first = { locale: undefined, subject: "", labels: {} }] = words;
  const near = words.find(({ locale }) => locale !== undefined && isSameLanguage(locale, tag));
  return words.find(({ locale }) => locale !== undefined && locale === chosen) ?? near ?? first;
}
