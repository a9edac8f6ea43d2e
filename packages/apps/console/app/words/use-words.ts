import { createContext } from "preact";
import { useContext } from "preact/hooks";
import { EN, type Words } from "./en.ts";
import { FR } from "./fr.ts";

const KEPT = "relance-console-locale";

export type Locale = "en" | "fr";

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
  return useContext(LocaleContext) === "fr" ? FR : EN;
}
