import { describedChannels, meant } from "@relance/spec";
import type * as z from "zod";
import { zod } from "../libraries.ts";
import { renamedKey } from "./renamed-keys.ts";

/** A schema of an object that refuses unknown keys, and suggests the probable key for each of them. */
export function strict<Shape extends z.ZodRawShape>(shape: Shape, advice: string): z.ZodObject<Shape, z.core.$strict> {
  return zod().strictObject(shape, { error: keyAdvice(Object.keys(shape), advice) });
}

function keyAdvice(known: readonly string[], advice: string): z.core.$ZodErrorMap {
  return ({ code, keys }) =>
    code === "unrecognized_keys" ? (keys as string[]).map((key) => unknownKey(key, known)).join("\n") : advice;
}

export const KNOWN_KEYS = "known here are";

function unknownKey(key: string, known: readonly string[]): string {
  return renamedKey(key, known) ?? `no such key; ${meant(key, known, `${KNOWN_KEYS} ${known.join(", ")}`)}`;
}

/** A schema of texts that match a pattern. */
export function text(form: RegExp, advice: string | z.core.$ZodErrorMap): z.ZodString {
  return zod().string({ error: advice }).regex(form, { error: advice });
}

export function checkedText(mistakeIn: (text: string) => string | undefined, advice: string): z.ZodString {
  return zod()
    .string({ error: advice })
    .superRefine((text, { addIssue }) => {
      const message = mistakeIn(text);
      if (message !== undefined) addIssue({ code: "custom", message });
    });
}

export function textThat(passes: (text: string) => boolean, advice: string): z.ZodString {
  return checkedText((text) => (passes(text) ? undefined : advice), advice);
}

export function filled(advice: string): z.ZodString {
  return zod().string({ error: advice }).min(1, { error: advice });
}

/** A schema of a list of allowed words. For a misspelt word, it suggests the probable one. */
export function oneOfWords<const Word extends string>(words: readonly Word[], advice?: string): z.ZodType<Word> {
  const list = words.join(", ").replace(/, (\S+)$/, " or $1");
  return zod().enum(words, { error: ({ input }) => meant(input, words, advice ?? `write ${list}`) });
}

export function whole(min: number, advice: string): z.ZodNumber {
  return zod().number({ error: advice }).int({ error: advice }).min(min, { error: advice });
}

export function list<Item extends z.ZodType>(item: Item, advice: string): z.ZodArray<Item> {
  return zod().array(item, { error: advice }).min(1, { error: advice });
}

/** A schema of an object with one value per channel. */
export function channelRecord<Value>(value: z.ZodType<Value>, advice: string): z.ZodType<Record<string, Value>> {
  const names = describedChannels().map(({ name }) => name);
  return zod().partialRecord(zod().enum(names), value, { error: keyAdvice(names, advice) });
}

export function byChannel<Type extends z.ZodType>(value: Type): Record<string, Type> {
  return Object.fromEntries(describedChannels().map(({ name }) => [name, value]));
}
