import { isUtf8 } from "node:buffer";
import type { AudienceLine } from "@relance/spec";
import { type ByteLine, MAX_LINE_BYTES, readLines } from "./read-lines.ts";

/** Lines whose keys are looked at to learn the columns of a file without a header. */
const SAMPLE = 100;

/** Streams a file with one JSON object a line. @throws {ConfigError} `audience/unreadable` */
export async function* readJsonl(file: string): AsyncGenerator<AudienceLine> {
  for await (const lines of readLines(file)) {
    for (const line of lines) if (!isBlank(line)) yield toLine(line);
  }
}

/** Every key of the first rows. @throws {ConfigError} `audience/unreadable` */
export async function readJsonlColumns(file: string): Promise<readonly string[]> {
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

function toLine({ line, bytes }: ByteLine): AudienceLine {
  if (bytes.length > MAX_LINE_BYTES || !isUtf8(bytes))
    return refused(line, "save the file as UTF-8, with lines under 1 MB");
  try {
    const raw: unknown = JSON.parse(bytes.toString("utf8"));
    if (typeof raw === "object" && raw !== null && !Array.isArray(raw)) return { line, raw };
  } catch {}
  return refused(line, 'write one JSON object a line, such as {"id":"17","mobile":"+33639980001"}');
}

function refused(line: number, advice: string): AudienceLine {
  return { line, refused: { line, reason: "message/bad-row", advice } };
}
