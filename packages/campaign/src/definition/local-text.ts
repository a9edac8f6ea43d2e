import type { LocalText } from "@relance/spec";
import * as z from "zod";
import { canonicalLocale } from "./places.ts";

const LOCALE_ADVICE = "write a language tag such as fr or fr-CA";

/** A language tag in its canonical form. */
export const languageTag: z.ZodString = z
  .string({ error: LOCALE_ADVICE })
  .refine((tag) => canonicalLocale(tag) === tag, { error: LOCALE_ADVICE });

/** A text that people read, or one per language. */
export function localText(maxLength: number, advice: string): z.ZodType<LocalText> {
  const one = z.string({ error: advice }).trim().min(1, { error: advice }).max(maxLength, { error: advice });
  return z.union([one, z.record(languageTag, one, { error: LOCALE_ADVICE })], { error: advice });
}
