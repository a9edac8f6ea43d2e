import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { LiveBins } from "@relance/report";
import { sharedClock } from "@relance/store-sqlite";
import { sqliteStore } from "relance";
import { describe, expect, it } from "vitest";

const SECOND = 1_000;

/** Opens a store whose bins the test writes, on a clock that the test sets. */
async function withBins() {
  const folder = await mkdtemp(join(tmpdir(), "relance-live-"));
  const file = join(folder, "relance.db");
  const clock = sharedClock();
  clock.set(30_000 - (Date.now() % 30_000)); // the clock is set to the start of a cell
  const store = sqliteStore({ file, clock });
  await store.open();
  const db = new DatabaseSync(file);
  const { id = 0 } = db.prepare("insert into strings (text) values ('sms.main') returning id").get() ?? {};
  const took = db.prepare("insert into counters values (12, 1, ?, ?, 0, 0, 1, ?, 1)");
  return {
    store,
    clock,
    /** Counts a message that was accepted `agoMs` ago, or its outcome in `bin`. */
    told: (agoMs: number, bin = -1) => took.run(SECOND * Math.floor((clock.now() - agoMs) / SECOND), id, bin),
    async [Symbol.asyncDispose]() {
      db.close();
      await store.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const total = ({ rows }: Awaited<ReturnType<LiveBins["lately"]>>) => ({
  accepted: rows.reduce((sum, { accepted }) => sum + accepted, 0),
  received: rows.flatMap(({ received }) => received).reduce((sum, [, count]) => sum + count, 0),
});

describe("the cached bins of a campaign", () => {
  it("contain new messages immediately, and late receipts of old ones within half a minute", async () => {
    await using here = await withBins();
    const bins = new LiveBins(here.store);
    here.told(10 * 60 * SECOND);
    here.told(2 * SECOND);
    expect(total(await bins.lately(1))).toEqual({ accepted: 2, received: 0 });
    here.told(1 * SECOND);
    here.told(10 * 60 * SECOND, 20);
    expect(total(await bins.lately(1))).toEqual({ accepted: 3, received: 0 });
    here.clock.advance(31 * SECOND);
    expect(total(await bins.lately(1))).toEqual({ accepted: 3, received: 1 });
  });

  it("drop messages older than fifteen minutes, and count nothing twice", async () => {
    await using here = await withBins();
    const bins = new LiveBins(here.store);
    for (const minutes of [1, 2, 5, 14, 17, 40]) here.told(minutes * 60 * SECOND);
    for (let look = 0; look < 5; look++) expect(total(await bins.lately(1)).accepted).toBe(4);
    here.clock.advance(5 * 60 * SECOND);
    expect(total(await bins.lately(1)).accepted).toBe(3);
  });
});
