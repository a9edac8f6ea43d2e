import { createReadStream } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { ConfigError, nearName } from "@relance/spec";

export interface ByteLine {
  readonly line: number;
  readonly bytes: Buffer;
  /** Share of the file read up to this line, from 0 to 1. */
  readonly share: number;
}

/** A longer line is cut, and the row reader then refuses it. */
export const MAX_LINE_BYTES = 1_048_576;

const BOM = Buffer.from([0xef, 0xbb, 0xbf]);

/** Streams the lines of a file. At most one chunk of the file is in memory. */
export async function* readLines(file: string): AsyncGenerator<readonly ByteLine[]> {
  const size = await fileSize(file);
  let taken = 0;
  let rest: Buffer = Buffer.alloc(0);
  let line = 1;
  let isFirst = true;
  const take = (bytes: Buffer, left: number): ByteLine => ({
    line: line++,
    share: Math.min(1, (taken - left) / size),
    bytes: bytes.at(-1) === 0x0d ? bytes.subarray(0, -1) : bytes,
  });
  try {
    for await (const chunk of createReadStream(file, { highWaterMark: 65_536 })) {
      let block = rest.length === 0 ? (chunk as Buffer) : Buffer.concat([rest, chunk as Buffer]);
      taken += (chunk as Buffer).length;
      if (isFirst) block = start(block, file);
      isFirst = false;
      const lines: ByteLine[] = [];
      let from = 0;
      for (let end = block.indexOf(0x0a); end >= 0; end = block.indexOf(0x0a, from)) {
        lines.push(take(block.subarray(from, end), block.length - end));
        from = end + 1;
      }
      rest = block.subarray(from);
      if (rest.length > MAX_LINE_BYTES) rest = rest.subarray(0, MAX_LINE_BYTES + 1);
      if (lines.length > 0) yield lines;
    }
  } catch (cause) {
    if (cause instanceof ConfigError) throw cause;
    throw unreadable(file, "the file cannot be read", cause);
  }
  if (rest.length > 0) yield [take(rest, 0)];
}

async function fileSize(file: string): Promise<number> {
  const found = await stat(file).catch(async (cause: unknown) => {
    throw unreadable(file, await noSuchFile(file), cause);
  });
  if (!found.isFile()) throw unreadable(file, "this is not a file");
  return found.size;
}

export async function noSuchFile(file: string): Promise<string> {
  const name = basename(file);
  const all = await readdir(dirname(file)).catch(() => []);
  const near = all.find((one) => one === `${name.replace(/\.ya?ml$/, "")}.campaign.yaml`) ?? nearName(name, all);
  return near === undefined ? "there is no such file" : `there is no such file; did you mean ${near}?`;
}

function start(block: Buffer, file: string): Buffer {
  const [first, second] = block;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) {
    throw unreadable(file, "save the file as UTF-8; it is UTF-16");
  }
  return block.subarray(0, 3).equals(BOM) ? block.subarray(3) : block;
}

export function unreadable(file: string, advice: string, cause?: unknown, line?: number): ConfigError {
  const problem = { file, line, path: "audience.file", advice };
  const place = line === undefined ? file : `${file}:${line}`;
  return new ConfigError("audience/unreadable", `${place}: ${advice}`, { problems: [problem], cause });
}

/** The lines of one CSV record. A record has several lines if a quoted cell contains line breaks. */
export type RecordLines = readonly ByteLine[];

/** If a quoted cell has more lines than this, its quote was probably never closed. */
const MAX_LINES = 30;
const QUOTE = 0x22;

interface RecordSplitter {
  push(lines: readonly ByteLine[]): RecordLines[];
  /** Returns the records that remain at the end of the file. After an unclosed quote, each line is a record. */
  finish(): RecordLines[];
}

/** Groups lines into records. A record with too many lines has an unclosed quote and is split after its first line. */
export function createRecordSplitter(): RecordSplitter {
  let open: ByteLine[] = [];
  let bytes = 0;
  const take = (): ByteLine[] => {
    const record = open;
    open = [];
    bytes = 0;
    return record;
  };
  const push = (lines: readonly ByteLine[]): RecordLines[] => {
    const records: RecordLines[] = [];
    const queue = [...lines].reverse();
    for (let line = queue.pop(); line !== undefined; line = queue.pop()) {
      const isOdd = countQuotes(line.bytes) % 2 === 1;
      if (open.length === 0 && !isOdd) {
        records.push([line]);
        continue;
      }
      open.push(line);
      bytes += line.bytes.length;
      if (isOdd && open.length > 1) {
        records.push(take());
      } else if (open.length > MAX_LINES || bytes > MAX_LINE_BYTES) {
        const [first, ...rest] = take();
        if (first !== undefined) records.push([first]);
        queue.push(...rest.reverse());
      }
    }
    return records;
  };
  const finish = (): RecordLines[] => {
    const records: RecordLines[] = [];
    while (open.length > 0) {
      const [first, ...rest] = take();
      if (first !== undefined) records.push([first]);
      records.push(...push(rest));
    }
    return records;
  };
  return { push, finish };
}

function countQuotes(line: Buffer): number {
  let count = 0;
  for (let at = line.indexOf(QUOTE); at >= 0; at = line.indexOf(QUOTE, at + 1)) count++;
  return count;
}
