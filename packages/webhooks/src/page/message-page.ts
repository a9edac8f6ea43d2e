import type { Refusal } from "../refusal.ts";
import type { Call } from "../route.ts";
import { element, type PageElement } from "./element.ts";
import { languageLinks } from "./page-languages.ts";
import { pageResponse } from "./page-response.ts";
import type { Notice, PageTexts } from "./page-texts.ts";

export function messagePage(refusal: Refusal, call: Call): Response {
  const language = call.languages.choose(call.request, call.url);
  const notice = noticeOf(refusal, language.texts);
  const main = plainMain(notice, detailsOf(refusal, language.texts));
  const body = [main, languageLinks(call.languages, language)];
  return pageResponse({ title: notice.title, body }, language, refusal);
}

export function plainMain(notice: Notice, ...more: readonly (PageElement | undefined)[]): PageElement {
  return element("main", {}, element("h1", {}, notice.title), element("p", {}, notice.text), ...more);
}

function noticeOf({ code, status }: Refusal, texts: PageTexts): Notice {
  if (code === "webhook/not-found") return texts.notFound;
  if (code === "webhook/gone") return texts.gone;
  if (code === "webhook/rate-limited") return texts.tooMany;
  return status >= 500 ? texts.failed : texts.refused;
}

function detailsOf({ code, message }: Refusal, texts: PageTexts): PageElement {
  return element("details", {}, element("summary", {}, texts.details), element("p", {}, `${code}: ${message}`));
}
