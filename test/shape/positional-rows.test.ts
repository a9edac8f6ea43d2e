import { describe, expect, it } from "vitest";
import { filesBelow, read } from "../support/repository.ts";

const FOLDER = "packages/store/src/";

/** A column that is read by its place in the row, such as `numberAt(row, 3)` or `row[3]`. */
const POSITIONAL =
  /\b(?:numberAt|numbersIn)\(\w+, \d+\)|\b(?:row|found|first|last|known|made|next|end|cells|facts|saved)(?:\?\.)?\[\d+\]/g;

/**
 * Number of reads by position in each file. In these files, arrays are measurably faster than objects. A number may
 * only fall.
 */
const MOST: Readonly<Record<string, number>> = {
  "moves/receipt-folding.ts": 3, // runs per receipt: reads the inserted row's number
  "rows/event-log.ts": 1, // runs per transaction: reads new event numbers
  "rows/hot-rows.ts": 1, // each locked recipient
  "verbs/claim.ts": 2, // runs per claim: one statement reads all kinds of rows
  "verbs/events.ts": 1, // runs per event that is read or sealed
};

const counted = (text: string): number => [...text.matchAll(POSITIONAL)].length;

describe("the store", () => {
  it("reads columns by name, except in the listed files", () => {
    const files = filesBelow(FOLDER.slice(0, -1), (path) => path.endsWith(".ts"));
    const counts = files.map((file) => [file.replace(FOLDER, ""), counted(read(file))] as const);
    expect(Object.fromEntries(counts.filter(([, count]) => count > 0))).toEqual(MOST);
  });

  it.each(["numberAt(row, 1)", "numbersIn(rows, 2)", "row[3] as string", "found?.[0]"])("counts %s", (code) => {
    expect(counted(code)).toBe(1);
  });
});
