import { createHash } from "node:crypto";
import type { FormPage, PageCall, RecipientPages } from "@relance/spec";
import { acknowledgeView, answerLabel, FACTOR_FIELD, wordsFor, writtenLocales } from "./acknowledge-view.ts";
import { element, MARK_FIELD, markField, type PageElement, visibleText } from "./element.ts";
import { detectDoubt, guardForms, onceMoreView } from "./human-press.ts";
import { createLanguages, languageLinks, type PageLanguage } from "./page-languages.ts";
import { type PageView, pageResponse } from "./page-response.ts";
import type { Notice, PageTexts, PageTextsOverride } from "./page-texts.ts";

export interface RecipientPagesOptions {
  /** Texts of the pages by language tag. Texts that a new language lacks are shown in English. */
  readonly texts?: Readonly<Record<string, PageTextsOverride>> | undefined;
  /** The page's language if neither the recipient nor the browser requests an available language. @default "en" */
  readonly locale?: string | undefined;
  /**
   * Minimum time between showing a page and pressing a button, in milliseconds. A recipient who presses earlier must
   * press again, because mail scanners press immediately. @default 1_000
   */
  readonly pressAfterMs?: number | undefined;
}

/**
 * Creates the pages in all languages. In errors, `group` precedes the option names, such as `http.`.
 * @throws {ConfigError} `config/invalid` if `locale` is a language without texts
 */
export function createRecipientPages(options: RecipientPagesOptions = {}, group: string = ""): RecipientPages {
  const { pressAfterMs = 1_000 } = options;
  const languages = createLanguages(options.texts, options.locale, group);

  const formPage = (call: PageCall, view: PageView, language: PageLanguage, mark: string): FormPage => ({
    show: () => pageResponse(guardForms(view, { now: call.now() }), language, { status: 200 }),
    read: (fields) => ({
      doubt: detectDoubt(fields, call.now(), pressAfterMs),
      isOfPage: fields.get(MARK_FIELD) === mark,
      answer: fields.get("answer"),
      factor: fields.get(FACTOR_FIELD),
    }),
    askAgain: (fields) =>
      pageResponse(onceMoreView(view, language.texts.onceMore, call.now(), fields), language, { status: 409 }),
  });

  return {
    confirmation(call, confirmation) {
      const language = languages.choose(call, confirmation.locale, writtenLocales(confirmation));
      const view = acknowledgeView(confirmation, language, languages);
      return {
        ...formPage(call, view, language, "acknowledge"),
        query: language.isAsked ? `?lang=${encodeURIComponent(language.tag)}` : "",
        shown: (answer) => ({
          hash: createHash("sha256").update(view.body.map(visibleText).join("\n")).digest("hex"),
          locale: language.tag,
          label: answerLabel(language.texts, wordsFor(confirmation, language), answer),
        }),
      };
    },
    optOut(call) {
      const language = languages.choose(call);
      const { optOut, optedOut } = language.texts;
      const button = element("button", { type: "submit" }, optOut.button);
      const main = plainMain(optOut, element("form", { method: "post" }, markField("opt-out"), button));
      const view = { title: optOut.title, body: [main, languageLinks(languages, language)] };
      return {
        ...formPage(call, view, language, "opt-out"),
        done: () => pageResponse({ title: optedOut.title, body: [plainMain(optedOut)] }, language, { status: 200 }),
      };
    },
    refusal(call, { code, message, status, headers }) {
      const language = languages.choose(call);
      const { texts } = language;
      const notice = buildNotice(code, status, texts);
      const summary = element("summary", {}, texts.details);
      const details = element("details", {}, summary, element("p", {}, `${code}: ${message}`));
      const body = [plainMain(notice, details), languageLinks(languages, language)];
      return pageResponse({ title: notice.title, body }, language, { status, headers });
    },
  };
}

function plainMain(notice: Notice, more?: PageElement): PageElement {
  return element("main", {}, element("h1", {}, notice.title), element("p", {}, notice.text), more);
}

function buildNotice(code: string, status: number, texts: PageTexts): Notice {
  if (code === "webhook/not-found") return texts.notFound;
  if (code === "webhook/gone") return texts.gone;
  if (code === "webhook/rate-limited") return texts.tooMany;
  return status >= 500 ? texts.failed : texts.refused;
}
