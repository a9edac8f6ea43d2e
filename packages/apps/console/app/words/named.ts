import type { Words } from "./en.ts";

/** The name of a part of a sum; in French the name is in the plural. */
export function partWord({ parts, states }: Words, part: string): string {
  return parts[part] ?? states[part] ?? part;
}

/** The name of an entry in a history, or of the state that the entry leads to. */
export function eventWord({ persons, states }: Words, type: string): string {
  return persons.events[type] ?? states[type.slice(type.indexOf(".") + 1)] ?? type;
}
