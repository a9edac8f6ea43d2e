import { stripVTControlCharacters } from "node:util";

/** Rows of a table as lines: columns as wide as their widest cell, the first `left` of them flush left, others right. */
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

/** Of a terminal that says 0, as some without a window do. */
const UNTOLD_COLUMNS = 80;

/** A line that wraps would be counted as one and drawn as two. */
export function cutLine(line: string, columns: number): string {
  const width = columns || UNTOLD_COLUMNS;
  return line.length < width ? line : `${line.slice(0, width - 2)}…`;
}

/** A line in as many as a terminal needs, broken between words; those after the first begin under its `indent`. */
export function foldLine(line: string, columns: number, indent: number): string {
  const width = columns || UNTOLD_COLUMNS;
  const lines = [line.slice(0, indent)];
  for (const word of line.slice(indent).split(" ")) {
    const last = lines.at(-1) ?? "";
    if (last.length > indent && last.length + 1 + word.length > width) lines.push(`${" ".repeat(indent)}${word}`);
    else lines[lines.length - 1] = last.length > indent ? `${last} ${word}` : `${last}${word}`;
  }
  return lines.join("\n");
}

/** How many rows of a screen a line takes; colours take none. */
export function rowsOf(line: string, columns: number): number {
  return Math.max(1, Math.ceil(stripVTControlCharacters(line).length / (columns || UNTOLD_COLUMNS)));
}
