import type { Words } from "./use-words.ts";

type Table = Readonly<Record<string, string>>;

/** Returns the word for a code. A newer store may contain codes without a word, which are returned unchanged. */
export function named(table: Table, code: string): string {
  return table[code] ?? code;
}

export function partWord({ parts, states }: Words, part: string): string {
  return named({ ...states, ...parts }, part);
}

export function eventWord({ persons, states }: Words, type: string): string {
  const [events, results]: readonly Table[] = [persons.events, states];
  return events?.[type] ?? results?.[type.slice(type.indexOf(".") + 1)] ?? type;
}

/** Joins the words that are not empty. */
export function dotted(...words: readonly string[]): string {
  return words.filter((word) => word !== "").join(" · ");
}

export function placeName({ fill, to }: Words, provider: string, destination: string): string {
  return destination === "" ? provider : fill(to, { provider, destination });
}
