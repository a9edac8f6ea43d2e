import { stripVTControlCharacters } from "node:util";

/** Formats a table as aligned lines. The first `left` columns are left-aligned, all others right-aligned. */
export function columnsText(rows: readonly (readonly string[])[], left = 1): readonly string[] {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, at) => {
      widths[at] = Math.max(widths[at] ?? 0, cell.length);
    });
  }
  return rows.map((row) =>
    row
      .map((cell, at) => (at < left ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0)))
      .join("  ")
      .trimEnd(),
  );
}

/** The width to use if a terminal reports 0 columns. */
const UNTOLD_COLUMNS = 80;

/** Cuts a line to the terminal's width, because a wrapped line would break redrawing. */
export function cutLine(line: string, columns: number): string {
  const width = columns || UNTOLD_COLUMNS;
  return line.length < width ? line : `${line.slice(0, width - 2)}…`;
}

/** Returns how many rows of the terminal a line occupies. Color codes have no width. */
export function countRows(line: string, columns: number): number {
  return Math.max(1, Math.ceil(stripVTControlCharacters(line).length / (columns || UNTOLD_COLUMNS)));
}
