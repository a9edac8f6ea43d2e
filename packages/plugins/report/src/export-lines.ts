import { type Channel, channels, type RecipientRow } from "@relance/spec";

export type ExportFormat = "csv" | "jsonl";

const PIECE = 65_536;

/** Yields the file in parts, so that only one page of recipients is in memory. */
export async function* exportLines(
  rows: AsyncIterable<RecipientRow>,
  format: ExportFormat,
  onRow: () => void = () => {},
): AsyncIterable<string> {
  const toLine = format === "csv" ? csvRow : jsonRow;
  let piece = format === "csv" ? csvLine(recordColumns()) : "";
  for await (const row of rows) {
    onRow();
    piece += toLine(row);
    if (piece.length < PIECE) continue;
    yield piece;
    piece = "";
  }
  if (piece !== "") yield piece;
}

function csvRow(row: RecipientRow): string {
  const record = recipientRecord(row);
  return csvLine(recordColumns().map((column) => record[column]));
}

function jsonRow(row: RecipientRow): string {
  return `${JSON.stringify(row)}\n`;
}

function recordColumns(): readonly (keyof RecipientRecord)[] {
  return [...BEFORE, ...channels(), ...BEHIND];
}

const BEFORE = ["key", "state", "cause", "step", "deadline"] as const;
const BEHIND = ["barred", "attempt", "provider", "attempt_state", "evidence", "signal", "line"] as const;

type RecipientRecord = Readonly<
  Record<(typeof BEFORE)[number] | Channel | (typeof BEHIND)[number], string | number | undefined>
>;

function recipientRecord(row: RecipientRow): RecipientRecord {
  const { key, state, cause, step, deadline, contacts, lastAttempt, line } = row;
  const addresses = (channel: Channel) =>
    contacts
      .filter((contact) => contact.channel === channel)
      .map(({ address }) => address)
      .join("; ");
  return {
    key,
    state,
    cause: cause === "none" ? "" : cause,
    step: state === "refused" ? undefined : step,
    deadline: deadline?.toISOString(),
    ...(Object.fromEntries(channels().map((channel) => [channel, addresses(channel)])) as Record<Channel, string>),
    barred: contacts.flatMap(({ address, barred }) => (barred ? `${address} (${barred})` : [])).join("; "),
    attempt: lastAttempt?.attemptId,
    provider: lastAttempt?.provider,
    attempt_state: lastAttempt?.state,
    evidence: lastAttempt?.evidence,
    signal: lastAttempt?.signal,
    line,
  };
}

/** Returns one line of a CSV file (RFC 4180), including the line end. */
export function csvLine(cells: readonly (string | number | undefined)[]): string {
  return `${cells.map(cellText).join(",")}\r\n`;
}

function cellText(cell: string | number | undefined): string {
  const text = guardCell(cell === undefined ? "" : String(cell));
  return /[",\r\n']|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Matches cells that a spreadsheet would evaluate as a formula, also with full-width characters. */
const FORMULA = /^[\s\u00a0\ufeff]*[=+\-@＝＋－＠]|^[\t\r\n]/;
const NUMBER = /^\+[1-9]\d{1,14}$|^-?\d+(\.\d+)?$/;

/** Prevents a spreadsheet from evaluating a cell as a formula. Leaves phone numbers in E.164 unchanged. */
export function guardCell(value: string): string {
  return FORMULA.test(value) && !NUMBER.test(value) ? `'${value}` : value;
}
