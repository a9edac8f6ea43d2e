import { acceptedLocales, chooseLocale, isSameLanguage } from "../choose-locale.ts";
import type { PageTexts, PageTextsOverride } from "./page-texts.ts";
import { textsEn } from "./texts-en.ts";
import { textsFr } from "./texts-fr.ts";

/** A language of the pages, chosen for one request. */
export interface PageLanguage {
  /** Tag of the texts, such as `fr`. */
  readonly tag: string;
  /** The same language as the person or the browser names it, such as `en-GB`; decides how dates are written. */
  readonly region: string;
  readonly texts: PageTexts;
  /** Asked for in the address (`?lang=`), so it stays there. */
  readonly isAsked: boolean;
}

/** The languages that the pages speak. */
export interface PageLanguages {
  /** Tag and own name of each, in order. */
  readonly all: readonly { readonly tag: string; readonly name: string }[];
  /**
   * `?lang=` of the address, else the person's own, else the browser's, else the default; where the campaign speaks
   * (`written`), of those the first that both speak, so that one page is in one language.
   */
  choose(request: Request, url: URL, personal?: string, written?: readonly string[]): PageLanguage;
}

/** Lays the application's texts over the built-in ones. */
export function createLanguages(
  overrides: Readonly<Record<string, PageTextsOverride>> = {},
  fallback = "en",
): PageLanguages {
  const texts = new Map<string, PageTexts>([
    ["en", textsEn],
    ["fr", textsFr],
  ]);
  for (const [tag, override] of Object.entries(overrides)) {
    texts.set(tag, lay(override, texts.get(tag) ?? textsEn));
  }
  const tags = [...texts.keys()];
  const last = chooseLocale([fallback], tags) ?? "en";
  return {
    all: [...texts].map(([tag, { languageName }]) => ({ tag, name: languageName })),
    choose(request, url, personal, written = []) {
      const asked = chooseLocale([url.searchParams.get("lang")], tags);
      const wanted = [personal, ...acceptedLocales(request.headers.get("accept-language"))];
      const isWritten = (candidate: string) => written.some((locale) => isSameLanguage(locale, candidate));
      const shared = [...wanted, ...written].filter((candidate) => candidate !== undefined && isWritten(candidate));
      const tag = asked ?? chooseLocale([...shared, ...wanted], tags) ?? last;
      const region = wanted.find((candidate) => chooseLocale([candidate], [tag]) === tag) ?? tag;
      return { tag, region, texts: texts.get(tag) ?? textsEn, isAsked: asked !== undefined };
    },
  };
}

function lay(override: PageTextsOverride, base: PageTexts): PageTexts {
  return {
    ...base,
    ...override,
    answers: { ...base.answers, ...override.answers },
    recorded: { ...base.recorded, ...override.recorded },
  };
}
