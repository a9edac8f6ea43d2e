import { describe, expect, inject, it } from "vitest";
import { MINUTE, SECOND } from "../../support/laboratory.ts";
import { twoCarriers } from "../../support/two-carriers.ts";

const isFirst = inject("part") !== "more";
const isWhole = inject("part") !== "once";

const NETWORKS = ["+3361", "+3366", "+3362", "+3367"];
const mobile = (index: number) => `${NETWORKS[index % 4]}${String(1_000_000 + index * 7).padStart(7, "0")}`;
/** Returns true for one phone in fifty, in all networks. */
const isOff = (to: string) => Number(to.slice(-7)) % 50 === 0;

if (isFirst) {
  it("a first wave waits for no verdict on the dozen messages that fail over to the second vendor", async () => {
    const { lab, main, second } = await twoCarriers({
      loses: () => false,
      fails: isOff,
      areKnown: false,
      mobile,
      count: 600,
      pilot: 400, // the first wave takes 27 s at 15/s
      lookMs: 2 * SECOND,
    });
    await lab.time.advance(90 * SECOND);
    expect(second.sent.length).toBeGreaterThan(5);
    expect(main.sent).toHaveLength(600);
  });
}

if (isWhole) {
  describe("while recipients leave one vendor", () => {
    it("no recipient gets four messages through the other, whatever fails there", async () => {
      const { lab, main, second } = await twoCarriers({
        loses: (_, nth) => nth % 4 === 0,
        secondFails: isOff,
        mobile,
        count: 1_500,
        pilot: 400,
        lookMs: 2 * SECOND,
      });
      await lab.time.advance(12 * MINUTE);
      expect(second.sent.length).toBeGreaterThan(1_000);
      const times = Map.groupBy([...main.sent, ...second.sent], (to) => to).values();
      expect(Math.max(...[...times].map(({ length }) => length))).toBe(3);
    });
  });
}
