import { element, type PageElement } from "./element.ts";
import type { PageTexts, PageTextsOverride } from "./page-texts.ts";
import { textsEn } from "./texts-en.ts";
import { textsFr } from "./texts-fr.ts";

/** Longest Accept-Language header that is parsed; browsers send far less. */
const MAX_LENGTH = 500;

/** The language tags of an Accept-Language header, most wanted first. */
export function acceptedLocales(header: string | null): readonly string[] {
  const ranges = (header ?? "").slice(0, MAX_LENGTH).split(",").map(readRange);
  const wanted = ranges.filter((range) => range.weight > 0 && /^[a-z0-9-]+$/i.test(range.tag));
  return wanted.sort((a, b) => b.weight - a.weight).map((range) => range.tag);
}

function readRange(range: string): { readonly tag: string; readonly weight: number } {
  const [tag = "", ...parameters] = range.split(";").map((part) => part.trim());
  const quality = parameters.find((parameter) => parameter.startsWith("q="));
  const weight = quality === undefined ? 1 : Number(quality.slice(2));
  return { tag, weight: Number.isFinite(weight) ? weight : 0 };
}

/** The first available wanted language: an exact match (`fr-CA`), else by its primary tag (`fr`). */
export function chooseLocale(
  wanted: readonly (string | null | undefined)[],
  available: readonly string[],
): string | undefined {
  for (const tag of wanted) {
    if (!tag) continue;
    const lower = tag.replace("_", "-").toLowerCase();
    const found =
      available.find((candidate) => candidate.toLowerCase() === lower) ??
      available.find((candidate) => candidate.toLowerCase() === lower.split("-", 1)[0]);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** `fr-CA` and `fr` are the same language. */
export function isSameLanguage(one: string, other: string): boolean {
  return chooseLocale([one], [other]) !== undefined || chooseLocale([other], [one]) !== undefined;
}

export interface PageLanguage {
  /** Tag of the texts, such as `fr`. */
  readonly tag: string;
  /** The same language as the recipient or browser names it, such as `en-GB`; decides date formats. */
  readonly region: string;
  readonly texts: PageTexts;
  /** Requested in the address (`?lang=`), so links keep it. */
  readonly isAsked: boolean;
}

export interface PageLanguages {
  /** Tag and native name of each, in order. */
  readonly all: readonly { readonly tag: string; readonly name: string }[];
  /**
   * `?lang=` of the address, else the recipient's language, else the browser's, else the default. If the campaign has
   * texts (`written`), the first language that both have, so that one page is in one language.
   */
  choose(request: Request, url: URL, personal?: string, written?: readonly string[]): PageLanguage;
}

const BUILT_IN: readonly (readonly [string, PageTexts])[] = [
  ["en", textsEn],
  ["fr", textsFr],
];

/** The page languages, including these overrides. */
export function languageTags(overrides: Readonly<Record<string, PageTextsOverride>> = {}): readonly string[] {
  return [...new Set([...BUILT_IN.map(([tag]) => tag), ...Object.keys(overrides)])];
}

/** Merges the application's texts into the built-in ones. */
export function createLanguages(
  overrides: Readonly<Record<string, PageTextsOverride>> = {},
  fallback = "en",
): PageLanguages {
  const texts = new Map(BUILT_IN);
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

/** Links to the same page in other languages; they need neither a cookie nor a script. */
export function languageLinks(languages: PageLanguages, current: PageLanguage): PageElement | undefined {
  const others = languages.all.filter(({ tag }) => tag !== current.tag);
  if (others.length === 0) return undefined;
  const links = others.flatMap(({ tag, name }) => [
    element("a", { href: `?lang=${encodeURIComponent(tag)}`, lang: tag, hreflang: tag }, name),
    " ",
  ]);
  return element("nav", { "aria-label": current.texts.languages }, ...links);
}
