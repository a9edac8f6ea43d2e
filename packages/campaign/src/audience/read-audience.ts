import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import type { AudienceLine } from "@relance/spec";
import { readCsv, readCsvColumns } from "./read-csv.ts";
import { readJsonl, readJsonlColumns } from "./read-jsonl.ts";
import { unreadable } from "./read-lines.ts";

/**
 * Streams an audience file row by row, CSV or JSON lines; 650,000 people are never in memory. Lines that are no
 * row come as refused, with their number and what to change.
 *
 * @throws {ConfigError} `audience/unreadable` when the file as a whole cannot be used
 */
export async function* readAudience(file: string): AsyncGenerator<AudienceLine> {
  yield* (await isJsonl(file)) ? readJsonl(file) : readCsv(file);
}

/** The columns of an audience file. @throws {ConfigError} `audience/unreadable` */
export async function readColumns(file: string): Promise<readonly string[]> {
  return (await isJsonl(file)) ? readJsonlColumns(file) : readCsvColumns(file);
}

/** SHA-256 of the file's bytes, hex. @throws {ConfigError} `audience/unreadable` */
export async function hashAudience(file: string): Promise<string> {
  const hash = createHash("sha256");
  try {
    await pipeline(createReadStream(file), hash);
  } catch (cause) {
    throw unreadable(file, "the file cannot be read", cause);
  }
  return hash.digest("hex");
}

/** Numbers the rows of a program as lines, from 1. */
export async function* numberRows(rows: Iterable<unknown> | AsyncIterable<unknown>): AsyncGenerator<AudienceLine> {
  let line = 0;
  for await (const raw of rows) yield { line: ++line, raw };
}

/** By its name; a file with another name is JSON lines when it begins with a brace. */
async function isJsonl(file: string): Promise<boolean> {
  if (/\.(jsonl|ndjson)$/i.test(file)) return true;
  if (/\.(csv|tsv|txt)$/i.test(file)) return false;
  const handle = await open(file).catch((cause: unknown) => {
    throw unreadable(file, "there is no such file", cause);
  });
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(64), 0, 64, 0);
    return buffer
      .toString("utf8", 0, bytesRead)
      .replace(/^\ufeff/, "")
      .trimStart()
      .startsWith("{");
  } catch (cause) {
    throw unreadable(file, "the file cannot be read", cause);
  } finally {
    await handle.close();
  }
}
