import { csvLine, type ExportFormat } from "@relance/core";
import type { SuppressionRow } from "@relance/spec";
import { COLUMNS, suppressionRecord } from "./suppression-record.ts";

/** The file, line by line; one page of rules is held, whatever their number. */
export async function* exportSuppressions(
  rows: AsyncIterable<SuppressionRow>,
  index: string,
  format: ExportFormat,
): AsyncIterable<string> {
  if (format === "csv") yield csvLine(COLUMNS);
  for await (const row of rows) {
    const record = suppressionRecord(row, index);
    yield format === "csv" ? csvLine(COLUMNS.map((column) => record[column])) : `${JSON.stringify(record)}\n`;
  }
}
