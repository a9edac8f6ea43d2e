import { type ByteLine, MAX_LINE_BYTES } from "./read-lines.ts";

/** The lines of one CSV record: one, or several where a quoted cell holds line breaks. */
export type RecordLines = readonly ByteLine[];

/** A quoted cell with more lines is an unclosed quote. */
const MAX_LINES = 30;
const QUOTE = 0x22;

export interface RecordSplitter {
  /** Takes lines, gives the records that they complete. */
  push(lines: readonly ByteLine[]): RecordLines[];
  /** What is left at the end of the file: an unclosed quote, taken apart. */
  finish(): RecordLines[];
}

/**
 * A record is complete when the number of its quotes is even.
 *
 * A quote that is never closed would swallow the people after it, so a record that grows too long is taken apart
 * again: its first line stands alone, and reading goes on with the next line.
 */
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
