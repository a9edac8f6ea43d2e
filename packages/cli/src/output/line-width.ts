import { stripVTControlCharacters } from "node:util";

/** A line that wraps would be counted as one and drawn as two. */
export function cutLine(line: string, columns: number): string {
  return line.length < columns ? line : `${line.slice(0, columns - 2)}…`;
}

/** How many rows of a screen a line takes; colours take none. */
export function rowsOf(line: string, columns: number): number {
  return Math.max(1, Math.ceil(stripVTControlCharacters(line).length / columns));
}
