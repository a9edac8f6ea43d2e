import { contractClock } from "@relance/conformance/store";
import { withPostgres } from "@relance/test-postgres/vitest";
import { expect, it } from "vitest";
import { openStores } from "../support/open-stores.ts";

const TICK_MS = 40;
const RATE = 200;

await withPostgres((postgres) => {
  it("keeps a rate with four busy workers: never above it, and hardly below", async () => {
    const clock = contractClock();
    await using here = await openStores(postgres, 4, { clock });
    const ticks: number[] = [];
    for (let ms = 0; ms < 10_000; ms += TICK_MS) {
      const answers = await Promise.all(
        here.stores.map((store) => store.permit({ provider: "sms.main", perSecond: RATE, wanted: 40 })),
      );
      ticks.push(answers.reduce((sum, { granted }) => sum + granted, 0));
      clock.advance(TICK_MS);
    }
    const within = (from: number, ms: number) =>
      ticks.slice(from, from + ms / TICK_MS).reduce((sum, granted) => sum + granted, 0);
    expect(within(0, 10_000)).toBeGreaterThanOrEqual(RATE * 9.5);
    expect(within(0, 10_000)).toBeLessThanOrEqual(RATE * 10.25);
    for (let from = 0; from < ticks.length; from++) expect(within(from, 1_000)).toBeLessThanOrEqual(RATE * 1.25);
  });

  it("that a killed worker took delays other workers for only a tenth of a second", async () => {
    const clock = contractClock();
    await using here = await openStores(postgres, 2, { clock });
    const [dying, living] = here.stores;
    const ask = { provider: "sms.main", perSecond: RATE, wanted: 1_000 };
    const taken = await dying?.permit(ask); // and never used: it is killed now
    expect(taken?.granted).toBeLessThanOrEqual(RATE * 0.25 + 1);
    clock.advance(110);
    expect((await living?.permit(ask))?.granted).toBeGreaterThan(0);
  });

  it("does not wait for another commit to reach the disk, because the row is unlocked before", async () => {
    const clock = contractClock();
    await using here = await openStores(postgres, 4, { clock });
    const ask = { provider: "sms.main", perSecond: 1_000_000, wanted: 1 };
    const rounds = Array.from({ length: 25 }, () => Promise.all(here.stores.map((store) => store.permit(ask))));
    const answers = (await Promise.all(rounds)).flat();
    expect(answers.reduce((sum, { granted }) => sum + granted, 0)).toBe(100);
  });
});
