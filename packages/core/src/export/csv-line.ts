import { guardCell } from "./guard-cell.ts";

/** One line of RFC 4180, line end included. */
export function csvLine(cells: readonly (string | number | undefined)[]): string {
  return `${cells.map(cellText).join(",")}\r\n`;
}

function cellText(cell: string | number | undefined): string {
  const text = guardCell(cell === undefined ? "" : String(cell));
  return /[",\r\n']|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
