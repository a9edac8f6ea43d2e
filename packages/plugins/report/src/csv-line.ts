/** Returns one line of a CSV file (RFC 4180), with its line end. */
export function csvLine(cells: readonly (string | number | undefined)[]): string {
  return `${cells.map(cellText).join(",")}\r\n`;
}

function cellText(cell: string | number | undefined): string {
  const text = guardCell(cell === undefined ? "" : String(cell));
  return /[",\r\n']|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Matches a cell that a spreadsheet would evaluate as a formula. Full-width characters count as well. */
const FORMULA = /^[\s\u00a0\ufeff]*[=+\-@＝＋－＠]|^[\t\r\n]/;
/** Matches a phone number in E.164 or plain notation, which is no formula. */
const NUMBER = /^\+[1-9]\d{1,14}$|^-?\d+(\.\d+)?$/;

/**
 * Makes a cell safe for spreadsheets: text that looks like a formula gets an apostrophe in front. A phone number in
 * E.164 does not change, because people dial from this list.
 */
export function guardCell(value: string): string {
  return FORMULA.test(value) && !NUMBER.test(value) ? `'${value}` : value;
}
