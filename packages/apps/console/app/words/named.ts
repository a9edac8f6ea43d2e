import type { Words } from "./en.ts";

export function partWord({ parts, states }: Words, part: string): string {
  return parts[part] ?? states[part] ?? part;
}

export function eventWord({ persons, states }: Words, type: string): string {
  return persons.events[type] ?? states[type.slice(type.indexOf(".") + 1)] ?? type;
}
