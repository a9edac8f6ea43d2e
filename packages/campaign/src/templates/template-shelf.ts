import { localeChain } from "./locale-chain.ts";
import type { MessageTemplate } from "./message-template.ts";

/** Languages come from rows: a hostile file must not fill the memory. */
const REMEMBERED = 500;

/** One template of one channel in its languages. */
export interface TemplateShelf {
  /** By language, the one without a language under "". */
  readonly variants: Map<string, MessageTemplate>;
  /** The variant for a person of this language, or `undefined` when there is none for them. */
  pick(locale: string | undefined): MessageTemplate | undefined;
}

/** `fallback` is the campaign's language. */
export function createTemplateShelf(fallback: string): TemplateShelf {
  const variants = new Map<string, MessageTemplate>();
  const picked = new Map<string | undefined, MessageTemplate | undefined>();
  const find = (locale: string | undefined): MessageTemplate | undefined => {
    const tag = localeChain(locale, fallback).find((one) => variants.has(one));
    return variants.get(tag ?? "");
  };
  return {
    variants,
    pick(locale) {
      if (picked.has(locale)) return picked.get(locale);
      if (picked.size >= REMEMBERED) picked.clear();
      const found = find(locale);
      picked.set(locale, found);
      return found;
    },
  };
}
