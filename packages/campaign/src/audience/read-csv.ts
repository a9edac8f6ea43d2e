import { isUtf8 } from "node:buffer";
import type { RawRow } from "@relance/spec";
import { csv } from "../libraries.ts";
import { createRecordSplitter, MAX_LINE_BYTES, type RecordLines, readLines, unreadable } from "./read-lines.ts";

/** Reads the rows of a CSV file. An unreadable record is refused, and reading continues at the next line. */
export async function* readCsv(file: string): AsyncGenerator<RawRow> {
  let table: CsvTable | undefined;
  for await (const records of readRecordLines(file)) {
    table ??= readHeader(file, records.shift() ?? []);
    yield* readRecords(records, table);
  }
}

export async function readCsvColumns(file: string): Promise<readonly string[]> {
  for await (const [header = []] of readRecordLines(file))
    return readHeader(file, header).columns.filter((name) => name !== "");
  return [];
}

async function* readRecordLines(file: string): AsyncGenerator<RecordLines[], undefined> {
  const splitter = createRecordSplitter();
  let isEmpty = true;
  const filled = (records: readonly RecordLines[]) => records.filter((record) => !isBlank(record));
  for await (const lines of readLines(file)) {
    const records = filled(splitter.push(lines));
    if (records.length === 0) continue;
    isEmpty = false;
    yield records;
  }
  const last = filled(splitter.finish());
  if (last.length > 0) yield last;
  else if (isEmpty) throw unreadable(file, "the file is empty; its first line names the columns");
}

function isBlank(record: RecordLines): boolean {
  return record.length === 1 && (record[0]?.bytes.every((byte) => byte === 0x20 || byte === 0x09) ?? true);
}

function readRecords(records: readonly RecordLines[], table: CsvTable): RawRow[] {
  const texts = records.map(recordText);
  if (texts.every((text) => text !== undefined)) {
    const cells = parseRecords(texts.join("\n"), table.delimiter);
    if (cells?.length === records.length && records.every((record) => !swallows(record, table))) {
      return records.map((record, k) => toLine(record, cells[k] ?? [], table));
    }
  }
  return records.flatMap((record, k) => readRecord(record, texts[k], table));
}

function readRecord(record: RecordLines, text: string | undefined, table: CsvTable): RawRow[] {
  const line = record[0]?.line ?? 0;
  if (text === undefined && record.length === 1)
    return [refused(line, "save the file as UTF-8, with lines under 1 MB")];
  const cells = text === undefined || swallows(record, table) ? undefined : parseRecords(text, table.delimiter);
  if (cells?.length === 1) return [toLine(record, cells[0] ?? [], table)];
  const rest = createRecordSplitter();
  const others = [...rest.push(record.slice(1)), ...rest.finish()].filter((other) => !isBlank(other));
  const advice = 'close each quote, and write a quote inside a quoted cell twice, as in "5"" pipe"';
  return [refused(line, advice), ...others.flatMap((other) => readRecord(other, recordText(other), table))];
}

/** Returns whether a quoted cell contains whole rows, because its quote was never closed. */
function swallows(record: RecordLines, { delimiter, columns }: CsvTable): boolean {
  if (record.length === 1 || columns.length < 2) return false;
  return record.slice(1).some(({ bytes }) => bytes.toString("utf8").split(delimiter).length >= columns.length);
}

function toLine(record: RecordLines, cells: readonly string[], { columns }: CsvTable): RawRow {
  const { line = 0, share } = record[0] ?? {};
  if (cells.length !== columns.length) {
    return refused(line, `this row has ${cells.length} cells, the header has ${columns.length}`);
  }
  const raw: Record<string, string> = Object.create(null);
  for (let k = 0; k < columns.length; k++) {
    const name = columns[k] ?? "";
    if (name !== "" && name !== "__proto__") raw[name] = cells[k] ?? "";
  }
  return { line, share, raw };
}

export function refused(line: number, advice: string): RawRow {
  return { line, refused: { line, reason: "message/bad-row", advice } };
}

interface CsvTable {
  readonly delimiter: string;
  readonly columns: readonly string[];
}

const DELIMITERS = [",", ";", "\t", "|"];
const MAX_COLUMNS = 1_000;

function readHeader(file: string, record: RecordLines): CsvTable {
  const line = record[0]?.line ?? 1;
  const text = recordText(record);
  if (text === undefined) throw unreadable(file, "save the file as UTF-8", undefined, line);
  const outside = text.replace(/"[^"]*"/g, "");
  const counts = DELIMITERS.map((delimiter) => outside.split(delimiter).length - 1);
  const delimiter = DELIMITERS[counts.indexOf(Math.max(...counts))] ?? ",";
  const columns = parseRecords(text, delimiter)?.[0]?.map((name) => name.normalize("NFC"));
  if (columns === undefined) throw unreadable(file, "the header contains an unclosed quote", undefined, line);
  if (columns.length > MAX_COLUMNS) throw unreadable(file, "write a file of at most 1,000 columns", undefined, line);
  const twice = columns.find((name, k) => name !== "" && columns.indexOf(name) !== k);
  if (twice !== undefined) throw unreadable(file, `column ${twice} occurs twice; rename one`, undefined, line);
  return { delimiter, columns };
}

function recordText(record: RecordLines): string | undefined {
  let text = "";
  for (const { bytes } of record) {
    if (bytes.length > MAX_LINE_BYTES || !isUtf8(bytes)) return undefined;
    text += text === "" && record[0]?.bytes === bytes ? bytes.toString("utf8") : `\n${bytes.toString("utf8")}`;
  }
  return text;
}

function parseRecords(text: string, delimiter: string): string[][] | undefined {
  try {
    return csv().parse(text, {
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
