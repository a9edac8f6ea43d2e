import type { Matter, MatterWords } from "@relance/spec";
import { isSameLanguage } from "../choose-locale.ts";
import { answerLabel } from "./answer-label.ts";
import { element, type PageElement, type PageNode } from "./element.ts";
import { factorField } from "./factor-field.ts";
import { formatDeadline } from "./format-deadline.ts";
import { languageLinks } from "./language-links.ts";
import { wordsFor } from "./matter-words.ts";
import { noticeBox } from "./notice.ts";
import type { PageLanguage, PageLanguages } from "./page-languages.ts";
import type { PageView } from "./page-response.ts";
import type { PageTexts } from "./page-texts.ts";
import { fill } from "./page-texts.ts";
import { type Standing, standingOf } from "./standing.ts";

/** Told from every other form: a one-click POST of a mail client can never carry it (RFC 8058). */
export const ACKNOWLEDGE_MARK = "acknowledge";

/** What the page says about one matter, as it stands now. */
export function acknowledgeView(matter: Matter, language: PageLanguage, languages: PageLanguages): PageView {
  const { texts } = language;
  const words = wordsFor(matter, language);
  const { subject } = words;
  const standing = standingOf(matter, texts);
  const main = element(
    "main",
    {},
    texts.sender === undefined ? undefined : element("p", { class: "sender" }, texts.sender),
    element("h1", { lang: otherLanguage(words.locale, language.tag) }, subject),
    standing === undefined ? undefined : standingBox(matter, standing, words, texts),
    deadlineLine(matter, words, language),
    deepLink(matter.deepLink, words.deepLink ?? texts.deepLink),
    answerForm(matter, words, texts),
    element("p", { class: "quiet" }, texts.note),
  );
  const links = languageLinks(languages, language);
  return {
    title: standing === undefined ? subject : `${standing.notice.title} – ${subject}`,
    body: links === undefined ? [main] : [main, links],
  };
}

/** A page in another language than the campaign's own words says so to screen readers. */
function otherLanguage(written: string | undefined, spoken: string): string | undefined {
  return written === undefined || isSameLanguage(written, spoken) ? undefined : written;
}

function standingBox(matter: Matter, standing: Standing, words: MatterWords, texts: PageTexts): PageElement {
  const { answer } = matter;
  const { notice, isSettled } = standing;
  const said = answer === undefined ? [] : [fill(texts.current, { answer: answerLabel(texts, words, answer) })];
  return noticeBox(notice, isSettled ? "good" : "plain", ...said);
}

function deadlineLine(matter: Matter, words: MatterWords, language: PageLanguage): PageElement {
  const { late, lateHelp, deadline, deadlineAnswered } = language.texts;
  const isSettled = matter.state === "acknowledged";
  const isAnswered = isSettled || matter.answer !== undefined;
  if (!matter.late) {
    return element("p", {}, ...withTime(isAnswered ? deadlineAnswered : deadline, matter, language));
  }
  return element(
    "div",
    { class: "notice late" },
    element("p", {}, ...withTime(late, matter, language)),
    isSettled ? undefined : element("p", {}, words.afterDeadline ?? lateHelp),
  );
}

function withTime(text: string, matter: Matter, language: PageLanguage): readonly PageNode[] {
  const [before = "", after = ""] = text.split("{deadline}", 2);
  const spoken = formatDeadline(matter.deadline, language.region, matter.timezone);
  const time = element("time", { datetime: matter.deadline.toISOString() }, element("strong", {}, spoken));
  return text.includes("{deadline}") ? [before, time, after] : [text];
}

function deepLink(address: string | undefined, label: string): PageElement | undefined {
  const isWeb = address !== undefined && URL.canParse(address) && /^https?:/i.test(address);
  return isWeb ? element("a", { class: "link", href: address, rel: "noreferrer noopener" }, label) : undefined;
}

function answerForm(matter: Matter, words: MatterWords, texts: PageTexts): PageElement {
  const buttons = matter.answers.map(({ name }) =>
    element("button", { type: "submit", name: "answer", value: name }, answerLabel(texts, words, name)),
  );
  return element(
    "form",
    { method: "post" },
    element("input", { type: "hidden", name: "form", value: ACKNOWLEDGE_MARK }),
    element(
      "fieldset",
      {},
      element("legend", {}, matter.answer === undefined ? texts.question : texts.change),
      ...factorField(matter, words.factor, texts),
      ...buttons,
    ),
  );
}
