import type { BinRow } from "@relance/spec";
import { type EmbeddedStore, openSqlite } from "@relance/store-sqlite/embedded";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { START } from "../support/audience.ts";
import { openWorld, type World } from "../support/open-world.ts";
import { tempFolder } from "../support/temp-folder.ts";

const SECOND = 1_000;
const MINUTE = 60_000;
const GRAINS = [SECOND, 10 * SECOND, MINUTE];

/** The first ten minutes, in every size of grain. */
async function look(store: EmbeddedStore, campaign: number): Promise<readonly (readonly BinRow[])[]> {
  const since = START - (START % MINUTE);
  const seen: (readonly BinRow[])[] = [];
  for (const grainMs of GRAINS) {
    const until = since + Math.min(10 * MINUTE, 400 * grainMs);
    seen.push((await store.bins({ campaign, since, until, grainMs })).rows);
  }
  return seen;
}

/** The same, by a store that was opened just now and remembers nothing. */
async function lookAnew(file: string, { now }: World, campaign: number): ReturnType<typeof look> {
  const store = openSqlite({ file, now: () => now, liveNow: () => 1 });
  await store.open();
  const seen = await look(store, campaign);
  await store.close();
  return seen;
}

const receiptOf = (attemptId: string) => ({
  provider: "sms.main",
  item: { type: "receipt", kind: "delivered", quality: "handset", attemptId, ref: undefined } as const,
});

describe("cached bins", () => {
  it("grow with all sent and answered messages, as if they were read again", async () => {
    using folder = tempFolder();
    const file = folder.path("relance.db");
    const world = await openWorld({ file });
    const campaign = await world.start(60);
    await look(world.store, campaign);
    for (let round = 0; round < 12; round++) {
      const claimed = await world.claim("sms.main", 5);
      await world.accept(claimed);
      world.now += 7 * SECOND * (round + 1);
      await world.store.record(claimed.slice(round % 3).map(({ attemptId }) => receiptOf(attemptId)));
      expect(await look(world.store, campaign)).toEqual(await lookAnew(file, world, campaign));
    }
    const [, , minutes = []] = await look(world.store, campaign);
    expect(minutes.reduce((sum, { accepted }) => sum + accepted, 0)).toBe(60);
    await world.store.close();
  });

  it("are the same however receipts were batched, ordered and repeated", async () => {
    const SENT = 40;
    async function binsOf(orders: readonly (readonly number[])[], size: number, repeats: number) {
      using folder = tempFolder();
      const world = await openWorld({ file: folder.path("relance.db") });
      const campaign = await world.start(SENT);
      const claimed = await world.claim("sms.main", SENT);
      await world.accept(claimed);
      for (const order of orders) {
        world.now += 7 * SECOND;
        const receipts = order.map((nth) => receiptOf(claimed[nth]?.attemptId ?? ""));
        for (let from = 0; from < receipts.length; from += size) {
          const batch = receipts.slice(from, from + size);
          for (let time = 0; time <= repeats; time++) await world.store.record(batch);
        }
      }
      const seen = await look(world.store, campaign);
      await world.store.close();
      return seen;
    }
    const early = Array.from({ length: 15 }, (_, nth) => nth);
    const late = Array.from({ length: 15 }, (_, nth) => nth + 10); // five of them say it again
    const expected = await binsOf([early, late], SENT, 0);
    const counted = (expected[0] ?? []).flatMap(({ received }) => received.map(([, count]) => count));
    expect(counted).toEqual([15, 10]);
    const shuffled = (all: number[]) => fc.shuffledSubarray(all, { minLength: all.length });
    await fc.assert(
      fc.asyncProperty(
        shuffled(early),
        shuffled(late),
        fc.integer({ min: 1, max: 20 }),
        fc.nat(2),
        async (a, b, size, n) => {
          expect(await binsOf([a, b], size, n)).toEqual(expected);
        },
      ),
      { numRuns: 15 },
    );
  });

  it("include what another process has committed", async () => {
    using folder = tempFolder();
    const file = folder.path("relance.db");
    const world = await openWorld({ file });
    const campaign = await world.start(3);
    const claimed = await world.claim("sms.main", 3);
    await world.accept(claimed);
    await look(world.store, campaign);
    const receiver = openSqlite({ file, now: () => world.now, liveNow: () => 1 });
    await receiver.open();
    await receiver.record(claimed.map(({ attemptId }) => receiptOf(attemptId)));
    await receiver.close();
    const [seconds = []] = await look(world.store, campaign);
    expect(seconds.flatMap(({ received }) => received.map(([, count]) => count))).toEqual([3]);
    await world.store.close();
  });
});
