import { describe, expect, it } from "vitest";
import type { Scene } from "./scene/scene.ts";
import { scenes } from "./scene/scenes.ts";
import type { OpenStore } from "./store-under-test.ts";

/** Campaigns share a provider evenly, and one message waits behind none of them (engine rule 13). */
export function sharesContract(open: OpenStore): void {
  describe("shares", () => {
    const scene = scenes(open);

    /** Claims so many in all, `slots` at a time as a busy worker does; answers how many of each campaign. */
    async function claimed(here: Scene, total: number, slots: number): Promise<ReadonlyMap<number, number>> {
      const sums = new Map<number, number>();
      for (let left = total; left > 0; ) {
        const rows = await here.claim("sms.main", Math.min(slots, left));
        if (rows.length === 0) throw new Error("nobody is left");
        for (const { campaign } of rows) sums.set(campaign, (sums.get(campaign) ?? 0) + 1);
        left -= rows.length;
        here.clock.advance(5);
      }
      return sums;
    }

    it.each([
      { slots: 1, sizes: [300, 300] },
      { slots: 7, sizes: [300, 300] },
      { slots: 64, sizes: [300, 300] },
      { slots: 5, sizes: [600, 150, 150] },
    ])(
      "of a provider are even, $slots slots at a time, among campaigns of $sizes people",
      async ({ slots, sizes }) => {
        const here = await scene({ people: sizes[0] });
        const campaigns = [here.campaign.campaign];
        for (const people of sizes.slice(1))
          campaigns.push((await here.seed({ people, occurrence: `${campaigns.length}` })).campaign);
        const sums = await claimed(here, 120 * sizes.length, slots);
        for (const campaign of campaigns) {
          expect(sums.get(campaign)).toBeGreaterThanOrEqual(0.9 * 120);
          expect(sums.get(campaign)).toBeLessThanOrEqual(1.1 * 120);
        }
      },
    );

    it("leave one message of a campaign of its own waiting for one slot of each other campaign at most", async () => {
      const here = await scene({ people: 300 });
      await here.seed({ people: 300, occurrence: "2" });
      await claimed(here, 50, 1);
      const { campaign } = await here.seed({ people: 1, occurrence: "urgent" });
      here.clock.advance(5);
      const before: number[] = [];
      while (before.at(-1) !== campaign && before.length < 10) {
        before.push((await here.claimOne()).campaign);
        here.clock.advance(5);
      }
      expect(before.length).toBeLessThanOrEqual(3);
    });
  });
}
