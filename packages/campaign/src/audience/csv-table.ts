import { isUtf8 } from "node:buffer";
import { parse } from "csv-parse/sync";
import { MAX_LINE_BYTES, unreadable } from "./read-lines.ts";
import type { RecordLines } from "./split-records.ts";

/** How a CSV file is written, learnt from its header line. */
export interface CsvTable {
  readonly delimiter: string;
  readonly columns: readonly string[];
}

const DELIMITERS = [",", ";", "\t", "|"];
const MAX_COLUMNS = 1_000;

/**
 * Reads the header record: the delimiter is the one that it holds most of.
 * @throws {ConfigError} `audience/unreadable`
 */
export function readHeader(file: string, record: RecordLines): CsvTable {
  const line = record[0]?.line ?? 1;
  const text = recordText(record);
  if (text === undefined) throw unreadable(file, "save the file as UTF-8", undefined, line);
  const outside = text.replace(/"[^"]*"/g, "");
  const counts = DELIMITERS.map((delimiter) => outside.split(delimiter).length - 1);
  const delimiter = DELIMITERS[counts.indexOf(Math.max(...counts))] ?? ",";
  const columns = parseRecords(text, delimiter)?.[0]?.map((name) => name.normalize("NFC"));
  if (columns === undefined) throw unreadable(file, "the header's quotes do not close", undefined, line);
  if (columns.length > MAX_COLUMNS) throw unreadable(file, "a file has at most 1,000 columns", undefined, line);
  const twice = columns.find((name, k) => name !== "" && columns.indexOf(name) !== k);
  if (twice !== undefined) throw unreadable(file, `column ${twice} stands twice; rename one`, undefined, line);
  return { delimiter, columns };
}

/** The text of a record, or `undefined` when it is too long or no UTF-8. */
export function recordText(record: RecordLines): string | undefined {
  let text = "";
  for (const { bytes } of record) {
    if (bytes.length > MAX_LINE_BYTES || !isUtf8(bytes)) return undefined;
    text += text === "" && record[0]?.bytes === bytes ? bytes.toString("utf8") : `\n${bytes.toString("utf8")}`;
  }
  return text;
}

/** Cells of each record, or `undefined` when a quote stands where none may stand. */
export function parseRecords(text: string, delimiter: string): string[][] | undefined {
  try {
    return parse(text, {
      delimiter,
      record_delimiter: "\n",
      relax_column_count: true,
      trim: true,
      max_record_size: 0,
    });
  } catch {
    return undefined;
  }
}
