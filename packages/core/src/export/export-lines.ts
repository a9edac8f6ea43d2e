import type { RecipientRow } from "@relance/spec";
import { csvLine } from "./csv-line.ts";
import { recipientRecord, recordColumns } from "./recipient-record.ts";

/** As `relance export --format` names it. */
export type ExportFormat = "csv" | "jsonl";

/** Characters of one write. */
const PIECE = 65_536;

/** The file, piece by piece: one page of people is held, whatever their number. */
export async function* exportLines(
  rows: AsyncIterable<RecipientRow>,
  format: ExportFormat,
  onRow: () => void = () => {},
): AsyncIterable<string> {
  const lineOf = format === "csv" ? csvRow : jsonRow;
  let piece = format === "csv" ? csvLine(recordColumns()) : "";
  for await (const row of rows) {
    onRow();
    piece += lineOf(row);
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
