import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, inject, it } from "vitest";
import { numberRows } from "../../src/audience/read-audience.ts";
import { readAudience, surveyAudience } from "../../src/index.ts";
import { simpleCampaign } from "../support/simple-campaign.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

/** `npm run test:more` plays the whole file. */
const isWhole = inject("part") !== "once";

const ROWS = 650_000;
const MB = 1_048_576;

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

/** Heap in use after a collection: what is really kept. */
function keptBytes(): number {
  collect();
  return process.memoryUsage().heapUsed;
}

if (isWhole) {
  it("reads 650,000 rows of a file with constant memory", async () => {
    await using folder = await temporaryFolder({});
    const file = createWriteStream(folder.path("people.csv"));
    file.write("id;name;sms\n");
    for (let from = 0; from < ROWS; from += 1_000) {
      const rows = Array.from(
        { length: 1_000 },
        (_, k) =>
          `${from + k};"Ana ${from + k}";+336399${String(from + k)
            .padStart(5, "0")
            .slice(-5)}\n`,
      );
      if (!file.write(rows.join(""))) await once(file, "drain");
    }
    file.end();
    await once(file, "finish");
    const before = keptBytes();
    let kept = 0;
    let lines = 0;
    for await (const { raw } of readAudience(folder.path("people.csv"))) {
      lines += raw === undefined ? 0 : 1;
      if (lines % 130_000 === 0) kept = Math.max(kept, keptBytes() - before);
    }
    expect(lines).toBe(ROWS);
    expect(kept).toBeLessThan(32 * MB);
  });
}

it("reads rows of a program without storing them, synchronous or asynchronous", async () => {
  function* rows() {
    for (let k = 0; k < 50_000; k++) yield { id: k, sms: "+33639980001" };
  }
  const before = keptBytes();
  const survey = await surveyAudience(simpleCampaign(), numberRows(rows()));
  expect(survey).toMatchObject({ rows: 50_000, admitted: 50_000, refused: 0, withoutContact: 0 });
  expect(keptBytes() - before).toBeLessThan(16 * MB);
});
