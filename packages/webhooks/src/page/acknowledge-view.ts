import type { Matter } from "@relance/spec";
import { chooseLocale } from "../choose-locale.ts";
import { answerLabel } from "./answer-label.ts";
import { element, type PageElement, type PageNode } from "./element.ts";
import { formatDeadline } from "./format-deadline.ts";
import { languageLinks } from "./language-links.ts";
import { noticeBox } from "./notice.ts";
import { ownValue } from "./own-value.ts";
import type { PageLanguage, PageLanguages } from "./page-languages.ts";
import type { PageView } from "./page-response.ts";
import type { Notice, PageTexts } from "./page-texts.ts";
import { fill } from "./page-texts.ts";

/** Told from every other form: a one-click POST of a mail client can never carry it (RFC 8058). */
export const ACKNOWLEDGE_MARK = "acknowledge";

/** What the page says about one matter, as it stands now. */
export function acknowledgeView(matter: Matter, language: PageLanguage, languages: PageLanguages): PageView {
  const { texts } = language;
  const standing = standingOf(matter, texts);
  const main = element(
    "main",
    {},
    texts.sender === undefined ? undefined : element("p", { class: "sender" }, texts.sender),
    element("h1", { lang: otherLanguage(matter.locale, language.tag) }, matter.subject),
    standing === undefined ? undefined : standingBox(matter, standing, texts),
    deadlineLine(matter, language),
    deepLink(matter.deepLink, texts),
    answerForm(matter, texts),
    element("p", { class: "quiet" }, texts.note),
  );
  const links = languageLinks(languages, language);
  return {
    title: standing === undefined ? matter.subject : `${standing.title} – ${matter.subject}`,
    body: links === undefined ? [main] : [main, links],
  };
}

/** The campaign wrote the subject in the person's language; a page in another one says so to screen readers. */
function otherLanguage(written: string | undefined, spoken: string): string | undefined {
  return chooseLocale([written], [spoken]) === undefined ? written : undefined;
}

/** Answers that a person gives after it was confirmed and that must not be met by "Confirmed". */
const SECOND_THOUGHTS: ReadonlySet<string> = new Set(["wrong-person", "help", "promise"]);

/** How the matter stands, or `undefined` while nothing has been answered. */
function standingOf(matter: Matter, texts: PageTexts): Notice | undefined {
  const isSecondThought = matter.answer !== undefined && SECOND_THOUGHTS.has(matter.answer);
  if (matter.state === "acknowledged" && !isSecondThought) return texts.settled;
  if (matter.answer === undefined) return matter.state === "cancelled" ? texts.withdrawn : undefined;
  return ownValue(texts.recorded, matter.answer) ?? texts.recorded.other;
}

function standingBox(matter: Matter, standing: Notice, texts: PageTexts): PageElement {
  const answer =
    matter.answer === undefined ? [] : [fill(texts.current, { answer: answerLabel(texts, matter.answer) })];
  return noticeBox(standing, standing === texts.settled ? "good" : "plain", ...answer);
}

function deadlineLine(matter: Matter, language: PageLanguage): PageElement {
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
    isSettled ? undefined : element("p", {}, lateHelp),
  );
}

function withTime(text: string, matter: Matter, language: PageLanguage): readonly PageNode[] {
  const [before = "", after = ""] = text.split("{deadline}", 2);
  const spoken = formatDeadline(matter.deadline, language.region, matter.timezone);
  const time = element("time", { datetime: matter.deadline.toISOString() }, element("strong", {}, spoken));
  return text.includes("{deadline}") ? [before, time, after] : [text];
}

function deepLink(address: string | undefined, texts: PageTexts): PageElement | undefined {
  const isWeb = address !== undefined && URL.canParse(address) && /^https?:/i.test(address);
  return isWeb
    ? element("a", { class: "link", href: address, rel: "noreferrer noopener" }, texts.deepLink)
    : undefined;
}

function answerForm(matter: Matter, texts: PageTexts): PageElement {
  const buttons = matter.answers.map((answer) => {
    return element("button", { type: "submit", name: "answer", value: answer }, answerLabel(texts, answer));
  });
  return element(
    "form",
    { method: "post" },
    element("input", { type: "hidden", name: "form", value: ACKNOWLEDGE_MARK }),
    element(
      "fieldset",
      {},
      element("legend", {}, matter.answer === undefined ? texts.question : texts.change),
      ...buttons,
    ),
  );
}
