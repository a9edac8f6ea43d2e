import { element, type PageElement } from "./element.ts";
import type { PageLanguage, PageLanguages } from "./page-languages.ts";

/** The same page in the other languages; needs neither a cookie nor a script. */
export function languageLinks(languages: PageLanguages, current: PageLanguage): PageElement | undefined {
  const others = languages.all.filter(({ tag }) => tag !== current.tag);
  if (others.length === 0) return undefined;
  const links = others.flatMap(({ tag, name }) => [
    element("a", { href: `?lang=${encodeURIComponent(tag)}`, lang: tag, hreflang: tag }, name),
    " ",
  ]);
  return element("nav", { "aria-label": current.texts.languages }, ...links);
}
