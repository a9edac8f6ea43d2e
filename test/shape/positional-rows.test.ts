import { describe, expect, it } from "vitest";
import { filesBelow, read } from "../support/repository.ts";

const FOLDER = "packages/store/src/";

/** A column that is read by its place in the row, such as `numberAt(row, 3)` or `row[3]`. */
const POSITIONAL =
  /\b(?:numberAt|numbersIn)\(\w+, \d+\)|\b(?:row|found|first|last|known|made|next|end|cells|facts|saved)(?:\?\.)?\[\d+\]/g;

/** How many such reads each file may have: on hot paths arrays are cheaper than objects. A number may only fall. */
const MOST: Readonly<Record<string, number>> = {
  "moves/campaigns.ts": 4,
  "moves/claiming.ts": 2,
  "moves/contact-hashes.ts": 4,
  "moves/exploring.ts": 3,
  "moves/inbound-batch.ts": 3,
  "moves/live-workers.ts": 1,
  "moves/receipt-folding.ts": 3,
  "moves/row-objection.ts": 2,
  "moves/serving.ts": 7,
  "rows/attempt-rows.ts": 3,
  "rows/budgets.ts": 5,
  "rows/event-log.ts": 1,
  "rows/hot-rows.ts": 1,
  "rows/provider-health.ts": 3,
  "rows/versions.ts": 1,
  "verbs/charge.ts": 1,
  "verbs/claim.ts": 2,
  "verbs/count.ts": 1,
  "verbs/define.ts": 2,
  "verbs/enroll.ts": 2,
  "verbs/erase.ts": 5,
  "verbs/escalate.ts": 1,
  "verbs/events.ts": 2,
  "verbs/expire.ts": 3,
  "verbs/incidents.ts": 1,
  "verbs/list.ts": 2,
  "verbs/queues.ts": 6,
  "verbs/record.ts": 2,
  "verbs/recover.ts": 3,
  "verbs/retain.ts": 10,
  "verbs/statuses.ts": 1,
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
