import type { RecipientRow } from "@relance/spec";
import { csvLine } from "./csv-line.ts";
import { COLUMNS, recipientRecord } from "./recipient-record.ts";

export type ExportFormat = "csv" | "jsonl";

/** The file, piece by piece: nothing but one row is held. */
export async function* exportLines(
  rows: AsyncIterable<RecipientRow>,
  format: ExportFormat,
  onRow: () => void,
): AsyncIterable<string> {
  if (format === "csv") yield csvLine(COLUMNS);
  for await (const row of rows) {
    onRow();
    if (format === "jsonl") yield `${JSON.stringify(row)}\n`;
    else {
      const record = recipientRecord(row);
      yield csvLine(COLUMNS.map((column) => record[column]));
    }
  }
}
