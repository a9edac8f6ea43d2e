import { isUtf8 } from "node:buffer";
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import type { RawRow } from "@relance/spec";
import { readCsv, readCsvColumns, refused } from "./read-csv.ts";
import { type ByteLine, MAX_LINE_BYTES, readLines, unreadable } from "./read-lines.ts";

/** Reads rows. Yields a line that is not a row as refused. @throws {ConfigError} `audience/unreadable` */
export async function* readAudience(file: string): AsyncGenerator<RawRow> {
  yield* (await isJsonl(file)) ? readJsonl(file) : readCsv(file);
}

export async function readColumns(file: string): Promise<readonly string[]> {
  return (await isJsonl(file)) ? readJsonlColumns(file) : readCsvColumns(file);
}

export async function hashAudience(file: string): Promise<string> {
  const hash = createHash("sha256");
  try {
    await pipeline(createReadStream(file), hash);
  } catch (cause) {
    throw unreadable(file, "the file cannot be read", cause);
  }
  return hash.digest("hex");
}

/** Numbers the rows that a program supplies, starting at 1. */
export async function* numberRows(rows: Iterable<unknown> | AsyncIterable<unknown>): AsyncGenerator<RawRow> {
  let line = 0;
  for await (const raw of rows) yield { line: ++line, raw };
}

async function isJsonl(file: string): Promise<boolean> {
  if (/\.(jsonl|ndjson)$/i.test(file)) return true;
  if (/\.(csv|tsv|txt)$/i.test(file)) return false;
  for await (const lines of readLines(file)) {
    const first = lines.find((line) => !isBlank(line));
    if (first !== undefined) return first.bytes.toString("utf8").trimStart().startsWith("{");
  }
  return false;
}

const SAMPLE = 100;

async function* readJsonl(file: string): AsyncGenerator<RawRow> {
  for await (const lines of readLines(file)) {
    for (const line of lines) if (!isBlank(line)) yield toLine(line);
  }
}

async function readJsonlColumns(file: string): Promise<readonly string[]> {
  const columns = new Set<string>();
  let seen = 0;
  for await (const { raw } of readJsonl(file)) {
    if (typeof raw === "object" && raw !== null) for (const name of Object.keys(raw)) columns.add(name);
    if (++seen >= SAMPLE) break;
  }
  return [...columns];
}

function isBlank({ bytes }: ByteLine): boolean {
  return bytes.every((byte) => byte === 0x20 || byte === 0x09);
}

function toLine({ line, share, bytes }: ByteLine): RawRow {
  if (bytes.length > MAX_LINE_BYTES || !isUtf8(bytes))
    return refused(line, "save the file as UTF-8, with lines under 1 MB");
  try {
    const raw: unknown = JSON.parse(bytes.toString("utf8"));
    if (typeof raw === "object" && raw !== null && !Array.isArray(raw)) return { line, share, raw };
  } catch {}
  return refused(line, 'write one JSON object a line, such as {"id":"17","mobile":"+33639980001"}');
}
