import type { Words } from "./en.ts";

/** What a part of a sum is called; in French it is in the plural. */
export function partWord({ parts, states }: Words, part: string): string {
  return parts[part] ?? states[part] ?? part;
}

/** An entry of a history: its own word, or that of the state which it leads to. */
export function eventWord({ persons, states }: Words, type: string): string {
  return persons.events[type] ?? states[type.slice(type.indexOf(".") + 1)] ?? type;
}
