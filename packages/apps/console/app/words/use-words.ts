import { createContext } from "preact";
import { useContext } from "preact/hooks";
import EN from "./en.json" with { type: "json" };
import FR from "./fr.json" with { type: "json" };
import { count } from "./numbers.ts";

const KEPT = "relance-console-locale";

export type Locale = "en" | "fr";

/** A text with placeholders such as `{count}`. With two forms, `count` selects one by the language's plural rules. */
type Text = string | { readonly one: string; readonly other: string };

export type Words = typeof EN & {
  readonly locale: Locale;
  /** Replaces placeholders by values. Formats numbers in the style of the language. */
  fill(text: Text, values: Readonly<Record<string, string | number>>): string;
};

export const WORDS: Readonly<Record<Locale, Words>> = { en: createWords("en", EN), fr: createWords("fr", FR) };

function createWords(locale: Locale, texts: typeof EN): Words {
  const plural = new Intl.PluralRules(locale);
  return {
    ...texts,
    locale,
    fill(text, values) {
      const isOne = plural.select(Number(values.count ?? 0)) === "one";
      const form = typeof text === "string" ? text : isOne ? text.one : text.other;
      return form.replace(/\{(\w+)\}/g, (_, name: string) => {
        const value = values[name] ?? "";
        return typeof value === "number" ? count(locale, value) : value;
      });
    },
  };
}

export const LocaleContext = createContext<Locale>("en");

/** Returns the language that the reader chose last, or else the browser's language. */
export function firstLocale(): Locale {
  const kept = localStorage.getItem(KEPT);
  if (kept === "en" || kept === "fr") return kept;
  return navigator.language.toLowerCase().startsWith("fr") ? "fr" : "en";
}

export function keepLocale(locale: Locale): void {
  localStorage.setItem(KEPT, locale);
}

export function useWords(): Words {
  return WORDS[useContext(LocaleContext)];
}
