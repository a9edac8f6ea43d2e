import { type PageCall, refuseProblems, unknownNames } from "@relance/spec";
import { element, type PageElement } from "./element.ts";
import type { PageTexts, PageTextsOverride } from "./page-texts.ts";
import { textsEn } from "./texts-en.ts";
import { textsFr } from "./texts-fr.ts";

/** relance does not parse longer Accept-Language headers. */
const MAX_LENGTH = 500;

/** Returns the language tags of an Accept-Language header, most preferred first. */
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

/** Returns the first requested language that is available, by its exact tag (`fr-CA`) or its primary tag (`fr`). */
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

/** Returns whether two tags share the primary language, such as `fr-CA` and `fr`. */
export function isSameLanguage(one: string, other: string): boolean {
  return chooseLocale([one], [other]) !== undefined || chooseLocale([other], [one]) !== undefined;
}

export interface PageLanguage {
  readonly tag: string;
  /** The full language tag of the recipient or browser, such as `en-GB`. The region determines the format of dates. */
  readonly region: string;
  readonly texts: PageTexts;
  /** True if the URL contains `?lang=`. The links on the page then also contain `?lang=`. */
  readonly isAsked: boolean;
}

export interface PageLanguages {
  readonly all: readonly { readonly tag: string; readonly name: string }[];
  /**
   * Chooses a page's language: from `?lang=`, or else the recipient's, the browser's, or the default language. Prefers
   * languages in which the campaign has texts (`written`), so that the whole page is in one language.
   */
  choose(call: PageCall, personal?: string, written?: readonly string[]): PageLanguage;
}

const BUILT_IN: readonly (readonly [string, PageTexts])[] = [
  ["en", textsEn],
  ["fr", textsFr],
];

/** @throws {ConfigError} `config/invalid` if `locale` is a language without texts */
export function createLanguages(
  overrides: Readonly<Record<string, PageTextsOverride>> = {},
  locale = "en",
  group = "",
): PageLanguages {
  const texts = new Map(BUILT_IN);
  for (const [tag, override] of Object.entries(overrides)) {
    refuseProblems(unknownNames(override, [...Object.keys(textsEn), "sender"], `${group}texts.${tag}`));
    texts.set(tag, lay(override, texts.get(tag) ?? textsEn));
  }
  const tags = [...texts.keys()];
  const last = typeof locale === "string" ? chooseLocale([locale], tags) : undefined;
  const advice = `write one of ${tags.join(", ")}, or pass texts for this language`;
  refuseProblems(last === undefined ? [{ path: `${group}locale`, advice }] : []);
  return {
    all: [...texts].map(([tag, { languageName }]) => ({ tag, name: languageName })),
    choose({ request, url }, personal, written = []) {
      const asked = chooseLocale([url.searchParams.get("lang")], tags);
      const wanted = [personal, ...acceptedLocales(request.headers.get("accept-language"))];
      const isWritten = (candidate: string) => written.some((locale) => isSameLanguage(locale, candidate));
      const shared = [...wanted, ...written].filter((candidate) => candidate !== undefined && isWritten(candidate));
      const tag = asked ?? chooseLocale([...shared, ...wanted], tags) ?? last ?? "en";
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

export function languageLinks(languages: PageLanguages, current: PageLanguage): PageElement {
  const others = languages.all.filter(({ tag }) => tag !== current.tag);
  const links = others.flatMap(({ tag, name }) => [
    element("a", { href: `?lang=${encodeURIComponent(tag)}`, lang: tag, hreflang: tag }, name),
    " ",
  ]);
  return element("nav", { "aria-label": current.texts.languages }, ...links);
}
